//! Words that carry terms, and words that only look so: what a stretch beside a license is judged by.
//!
//! Each list is searched by the hashes of its words, as [`super::words`] spells them.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::words::{Word, hash};

/// Words of one kind.
pub(super) struct List {
    words: &'static str,
    hashes: OnceLock<HashSet<u32>>,
}

impl List {
    /// Words with blanks between them.
    pub(super) const fn new(words: &'static str) -> Self {
        Self { words, hashes: OnceLock::new() }
    }

    /// Whether a word is one of them.
    #[must_use]
    pub(super) fn has(&self, word: &Word) -> bool {
        self.hashes.get_or_init(|| self.words.split_whitespace().map(hash).collect()).contains(&word.hash)
    }
}

/// Words that carry terms wherever they stand.
pub(super) static OPERATIVE: List = List::new(
    "void valid precedence supersede supersedes overrides may must shall can cannot cant dont should will wont not
    no non only never nor neither any each every except excluding unless without provided if than more less
    limited prohibited forbidden permitted permission allowed require required requires restrict restricted
    restriction restrictions condition conditions commercially purpose purposes grant granted grants agree agrees
    consent fee royalty royalties pay payment charge sell sold revenue profit modification modifications modify
    modifying redistribute redistribution distribute distribution use used uses using attribution revoke revoked
    terminate terminates exclusively additionally however addendum amended clause exception exceptions patents
    proprietary confidential remain remains exclude excludes excluded responsibly harm unlawful illegal evaluation
    compete competitor competitors rent lease forbids prohibits banned ban allow allows permit
    permits buy employees students hobby everybody everyone anyone modified mostly
    partially variant please
    nur nicht kein keine keinen ohne ausschließlich kommerziell kommerzielle kommerziellen kommerzieller
    nichtkommerziell nichtkommerzielle forschungszwecke forschungszwecken verboten untersagt gestattet außer darf
    dürfen muss müssen seulement uniquement exclusivement sauf interdit interdite interdits interdites commerciale
    commerciales autorisation doit doivent sólo únicamente solamente excepto salvo prohibido prohibida prohibidos
    comerciales fines apenas somente exceto proibido proibida comerciais não soltanto esclusivamente vietato
    vietata senza eccetto alleen niet zonder
    禁 仅 僅 勿 须 須 不 非 금지 불가 비상업적 только запрещено запрещается некоммерческого некоммерческих",
);

/// Words that carry terms, but stand in the names of holders as well: written small, hardly.
pub(super) static AMBIGUOUS: List = List::new(
    "but commercial military research academic educational personal train training evil good weapons display credit
    exclusive additional users companies enterprise sales comercial recherche pesquisa ricerca investigación solo
    pas sans sin sem apache creative gemma gratis contract contracts business businesses firm firms outside until
    schools scholars hospitals trial copyleft indemnify beerware expiry expires minus rider you your edition student
    private internal secret draft placeholder edited altered revised affero fair ethical dual charityware shareware
    courts territory customers clients fees worldwide voided approval eula belong cite",
);

/// Where a license may hold, or may not.
pub(super) static PLACES: List = List::new(
    "africa america asia australia brazil britain california canada china country countries eu europe european france
    german germany india israel italy japan kingdom korea norway norwegian regions russia spain states sweden taiwan
    turkey uk ukraine union us usa iran",
);

/// Words for what a license may leave to another one.
pub(super) static SCOPES: List = List::new("weights checkpoint checkpoints dataset datasets data model models");

/// Words that names of many licenses are made of.
pub(super) static GENERIC: List = List::new(
    "a agreement and community for general in license model no of open public software source terms the to version with",
);

/// Words that send the reader elsewhere.
pub(super) static POINTERS: List = List::new("see found refer");

/// Words by which other licenses go: beside a license, they say that something else holds for a part.
pub(super) static LICENSES: List = List::new("cc nc llama gpl agpl lgpl rail openrail cdla odbl mpl");

/// Words that make a sentence of a line.
pub(super) static SENTENCE: List = List::new(
    "is are was were be been has have had do does please we our us you your i my they when whenever where until
    while becomes become expires void invalid cite apply applies ask asks want need needs owns belongs belong
    retain retains keep keeps follow ends outside",
);

/// Words that begin a copyright notice.
pub(super) static COPYRIGHT_WORDS: List = List::new("copyright copyrights copr spdx");

/// What is left to the holder.
pub(super) static RESERVED: List = List::new("reserved");

/// Words for a license.
pub(super) static LICENSED: List = List::new("license licenses licensed agreement");

/// Words that say where a text is from.
pub(super) static ORIGINS: List = List::new("from following follows below");

/// Words that say what a text was made from.
pub(super) static BASED: List = List::new("based derived inspired adapted");

/// Words that end no sentence.
pub(super) static ENDLESS: List = List::new("on from by the");

/// Words that say what a license is of.
pub(super) static APPLIES: List = List::new("apply applies covers");

/// Words that put a work under a license.
pub(super) static UNDER: List = List::new("under subject");

/// Words for holders that licenses use in place of each other.
pub(super) static HOLDERS: List = List::new(
    "author authors holder holders owner owners contributor contributors copyright licensor licensors regents
    developer developers company foundation project team university organization the their its his her or",
);

/// Signs of which sentences are made that only say under which license something stands: 本项目采用 MIT 许可证.
static NAMING: List = List::new(
    "本 项 目 專 案 仓 库 软 件 源 代 码 采 用 使 基 于 遵 循 根 据 依 按 照 许 可 证 協 議 协 议 授 权 开 发 布 在 下 的 是 由 版 所 有 著 作 详 见 文 公 \
     開 こ の は も と で す さ れ て い ま に プ ロ ジ ェ ク ト ラ イ セ ン ス",
);

/// Whether a word is of a script in which the lists above know nothing: it may say anything.
#[must_use]
pub(super) fn is_unread(text: &str, word: &Word) -> bool {
    let first = word.written(text).chars().next();
    // Greek and all behind it, but for kana, which carry no terms alone, and for full-width Latin
    first.is_some_and(|c| c >= '\u{370}' && c.is_alphabetic() && !is_extended_latin(c) && !is_kana(c))
        && !is_naming(word)
}

/// Whether a word is a sign of sentences that only say under which license something stands.
#[must_use]
pub(super) fn is_naming(word: &Word) -> bool {
    NAMING.has(word)
}

fn is_extended_latin(c: char) -> bool {
    matches!(c, '\u{1e00}'..='\u{1eff}' | '\u{2000}'..='\u{2bff}' | '\u{ff00}'..='\u{ff5e}')
}

/// Of the syllables of Japanese.
pub(super) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}')
}

#[cfg(test)]
impl List {
    /// Entries that no text holds as it is read: those of two words, or in another spelling.
    pub(super) fn never_found(&self) -> Vec<&'static str> {
        let read = |entry: &str| super::words::words(entry).iter().map(|word| word.hash).collect::<Vec<_>>();
        self.words.split_whitespace().filter(|entry| read(entry) != [hash(entry)]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_one_word_as_texts_are_read() {
        let lists = [
            &OPERATIVE,
            &AMBIGUOUS,
            &PLACES,
            &SCOPES,
            &GENERIC,
            &POINTERS,
            &LICENSES,
            &SENTENCE,
            &COPYRIGHT_WORDS,
            &RESERVED,
            &LICENSED,
            &ORIGINS,
            &BASED,
            &ENDLESS,
            &APPLIES,
            &UNDER,
            &HOLDERS,
            &NAMING,
        ];
        assert_eq!(lists.iter().flat_map(|list| list.never_found()).collect::<Vec<_>>(), Vec::<&str>::new());
    }
}
