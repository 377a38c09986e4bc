//! What a line beside a license is made of: words that such lines have, names, numbers, addresses, and what is left.
//!
//! What is not known may be a clause, whatever its language. A line that says where a text is from, or what it is of
//! ("Source: …", "The following license applies to X:"), or under which license something stands, holds nothing unknown.

use std::collections::HashSet;

use super::carrying::{APPLIES, BASED, ENDLESS, GENERIC, LICENSED, List, POINTERS, UNDER, is_kana, is_naming};
use super::line::{Begin, begins, is_behind_a_sentence, is_large, line_before};
use super::words::{Word, hash};

/// Words of lines that change no terms.
static KNOWN: List = List::new(
    "a above adapted affiliates agreement all also an and applies apply april are as at attributions august author
    authors available base based been below binary both build built bundled bundles by c center checkpoint checkpoints
    code collaborators college com commit compiled component components contact contained contains content contributor
    contributors copied copy copyright corporation covers creators current data dataset datasets december definitions
    demo derived described detail details developed developer developers directory disclaimer distributed docs
    document documentation download downloaded e email end example examples faq february file files folder following
    follows font for found framework from full fully g general generated had has have header headers held here hereby
    holder holders id identifier in inc included includes including individual individually inference information
    inspired institute international into is it its january july june kind laboratory labs legal library license
    licensed licenses licensors llc logos ltd made maintainer maintainers many march material materials md mit model
    modeled models module modules name named names notebook notice notices november obtained october of on open
    or org original originally other others our owned owner owners package packages page part parties parts party
    patent pending pipeline plus portion portions present product program project projects protobuf public
    published readme refer release released releases repo repository reserved respective rest retrieved revision
    rights root samples script scripts section see september software some source sources spdx specific style sub
    subject such summarizes tag taken team template terms text that the their there these third this those to tool
    tools trademarks training txt under universal university upstream v various version versions via was website
    weights were which with within work works written www year yyyy
    bajo ce ces cette das de der des di die diese dieses du el est esta este está et il la le les licencia licenciado
    licenza licença lizenz lizenziert los o progetto projekt projet projeto proyecto questo rilasciato sob sotto sous
    steht und unter y é",
);

/// Words behind a name that is written small: "the example software".
static NAMED: List = List::new("authors contributors developers maintainers project software team");

/// What the words of a line are. What stands without a blank between counts once.
#[derive(Default)]
pub(super) struct Makeup {
    /// Written large.
    pub names: usize,
    /// Neither known nor a name, a number or an address.
    pub strange: usize,
    /// Strange words behind the end of a sentence, of a line or in brackets, and names behind that of a sentence.
    pub behind: usize,
    /// Names behind words that send the reader elsewhere: "see RULES.md", "subject to the Rules of Example".
    pub led_to: usize,
    /// Of e-mails.
    pub addresses: usize,
}

/// What some signs between two blanks are.
enum Kind {
    Known,
    Address,
    Name,
    Strange,
}

/// Counts what is in a line.
#[must_use]
pub(super) fn makeup(text: &str, part: &[Word], license: &HashSet<u32>) -> Makeup {
    let mut made = Makeup::default();
    let line = part.first().map_or("", |word| line_before(text, word));
    let is_licensed = part.iter().any(|word| LICENSED.has(word)) || line.to_ascii_lowercase().contains("license");
    let reader = Reader { text, license, is_licensed };
    let mut is_sentence = is_behind_a_sentence(line);
    let mut is_behind = is_sentence || line.rfind('(') > line.rfind(')') && !line.trim_end().ends_with('(');
    let mut leads = false;
    let mut files = 0;
    let is_joined = |one: &Word, next: &Word| {
        text.get(one.end..next.start).is_none_or(|between| !between.contains(char::is_whitespace))
    };
    let mut words = part.chunk_by(is_joined).peekable();
    let mut is_first = true;
    while let Some(joined) = words.next() {
        let Some(first) = joined.first() else { continue };
        let begins = begins(text, first);
        let is_handle = begins == Some(Begin::Bracket) && reader.is_alone(joined);
        is_behind |= begins.is_some() && !is_handle && !is_first;
        is_sentence |= begins == Some(Begin::Sentence);
        is_first = false;
        leads |= joined.iter().any(|word| [&POINTERS, &UNDER, &APPLIES].iter().any(|list| list.has(word)));
        let is_file = reader.written(joined).contains(['-', '_', '/', '.']);
        files += usize::from(is_file);
        match reader.kind(joined, words.peek().copied().unwrap_or_default(), begins.is_some(), is_file && files == 1) {
            Kind::Known => {}
            Kind::Address => made.addresses += 1,
            Kind::Name => {
                made.names += 1;
                made.behind += usize::from(is_sentence);
                made.led_to += usize::from(leads);
            }
            Kind::Strange => {
                made.strange += 1;
                made.behind += usize::from(is_behind);
            }
        }
    }
    made
}

struct Reader<'a> {
    text: &'a str,
    license: &'a HashSet<u32>,
    /// The line speaks of a license.
    is_licensed: bool,
}

impl<'a> Reader<'a> {
    fn written(&self, joined: &[Word]) -> &'a str {
        let span = joined.first().zip(joined.last());
        span.and_then(|(first, last)| self.text.get(first.start..last.end)).unwrap_or_default()
    }

    fn is_known(&self, word: &Word) -> bool {
        word.url || KNOWN.has(word) || is_naming(word) || self.license.contains(&word.hash)
    }

    fn kind(&self, joined: &[Word], next: &[Word], begins: bool, is_file: bool) -> Kind {
        let (Some(first), written) = (joined.first(), self.written(joined)) else { return Kind::Known };
        let line = line_before(self.text, first);
        if written.contains('@') || line.rfind('<') > line.rfind('>') {
            return Kind::Address;
        }
        // "source available" is no end of a sentence
        if joined.iter().all(|word| self.is_known(word)) {
            return if first.hash == hash("available") && next.is_empty() { Kind::Strange } else { Kind::Known };
        }
        if written.starts_with(|c: char| c.is_ascii_digit()) || is_digest(written) {
            // of another version than the license here
            let is_version = written.contains('.') && self.is_licensed;
            return if is_version { Kind::Strange } else { Kind::Known };
        }
        // of a file: ".proto"
        if line.ends_with(" .") {
            return Kind::Known;
        }
        let of_license = |word: &Word| self.license.contains(&word.hash);
        // "MIT-ish"
        let is_ending = |word: &Word| !self.is_known(word) && !is_large(self.text, word);
        if written.contains(is_kana) || of_license(first) && joined.iter().any(is_ending) {
            return Kind::Strange;
        }
        let is_named = next.first().is_some_and(|next| NAMED.has(next));
        // the first word of a sentence is written large whatever it is
        let is_name = if begins && is_sentence_case(written) {
            next.first().is_some_and(|next| {
                is_large(self.text, next) && next.line == first.line && (GENERIC.has(next) || !of_license(next))
            })
        } else {
            written.contains(char::is_uppercase) || written.chars().all(is_uncased)
        };
        if is_name || is_named || is_file { Kind::Name } else { Kind::Strange }
    }

    /// Whether signs in brackets are a user's name: one of a script that has no words of more than one sign.
    fn is_alone(&self, joined: &[Word]) -> bool {
        let written = self.written(joined);
        let rest = joined.last().and_then(|last| self.text.get(last.end..)).unwrap_or_default();
        rest.starts_with(')') && (written.is_ascii() || written.chars().all(is_uncased))
    }
}

/// One capital, and small letters behind it.
fn is_sentence_case(written: &str) -> bool {
    written.starts_with(char::is_uppercase) && written.chars().skip(1).all(char::is_lowercase)
}

/// Of a script whose names have no capitals, or no letter.
fn is_uncased(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{303f}' | '\u{3100}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}') || !c.is_alphabetic()
}

/// Of a commit.
fn is_digest(written: &str) -> bool {
    written.len() >= 7
        && written.bytes().all(|byte| byte.is_ascii_hexdigit())
        && written.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a line says that its license is another one made anew: "Based on the MIT License".
#[must_use]
pub(super) fn is_based_on(part: &[Word], license: &HashSet<u32>) -> bool {
    let names_it =
        |word: &Word| [&ENDLESS, &GENERIC, &LICENSED].iter().any(|list| list.has(word)) || license.contains(&word.hash);
    let based = part.iter().rposition(|word| BASED.has(word));
    based.is_some_and(|at| part.iter().skip(at + 1).all(names_it))
}

/// Whether a line says for whom, where or until when something holds: "in Norway", "for the University", "from 2024". What
/// else a work is under is a limit as well: "under the MIT License and the Rules of Example".
#[must_use]
pub(super) fn is_limited(text: &str, part: &[Word], license: &HashSet<u32>) -> bool {
    let written = |word: &Word| word.written(text);
    let is_name = |word: &Word| !word.url && !license.contains(&word.hash) && !KNOWN.has(word) && !is_naming(word);
    // "for GET3D": a title of a product, and no people or country
    let is_product = |word: &Word| {
        let name = text.get(word.start..).and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
        name.trim_end_matches([':', '.', ',']).chars().filter(|c| !c.is_lowercase()).count() > 1
    };
    let mut is_under = false;
    part.iter().enumerate().any(|(at, word)| {
        let before = at.checked_sub(1).and_then(|at| part.get(at)).map_or("", written);
        is_under |= UNDER.has(word) || LICENSED.has(word);
        let mut behind = part.iter().skip(at + 1);
        let next = behind.find(|next| !matches!(written(next), "the" | "this" | "these"));
        let Some(next) = next else { return false };
        match written(word).to_ascii_lowercase().as_str() {
            "from" => written(next).starts_with(|c: char| c.is_ascii_digit()),
            "to" => is_name(next) && !matches!(before, "apply" | "applies" | "subject"),
            "for" => is_name(next) && !is_product(next) && !behind.next().is_some_and(|next| NAMED.has(next)),
            "in" | "at" => is_name(next),
            "and" | "or" | "plus" | "with" => (is_under || at == 0) && is_name(next),
            _ => false,
        }
    })
}

/// Whether a word is an address of terms: one that says so, or of anything but a known license where a license is spoken of.
#[must_use]
pub(super) fn is_address_of_terms(text: &str, word: &Word, of_license: bool) -> bool {
    const HOSTS: [&str; 8] = [
        "opensource.org",
        "spdx.org",
        "apache.org",
        "gnu.org",
        "creativecommons.org",
        "github.com",
        "sil.org",
        "mozilla.org",
    ];
    let address = word.written(text);
    word.url
        && (of_license || ["terms", "eula", "legal", "polic", "rules"].iter().any(|sign| address.contains(sign)))
        && !HOSTS.iter().any(|host| address.contains(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_one_word_as_texts_are_read() {
        assert_eq!([KNOWN.never_found(), NAMED.never_found()].concat(), Vec::<&str>::new());
    }
}
