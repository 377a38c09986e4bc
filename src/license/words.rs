//! Turns a license text into comparable words: what only looks different is the same word afterwards.
//!
//! Follows the matching guidelines of SPDX: case, blanks, punctuation, quotes, list marks and spelling variants do not
//! count. Each word keeps its place in the file, so that a difference can be shown where it stands.

use super::spelling;

/// One word of a text, with its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Of the normalised spelling.
    pub hash: u32,
    /// Bytes in the text.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// From one.
    pub line: u32,
    /// A web address, which is compared without its scheme.
    pub url: bool,
}

impl Word {
    /// The word as it stands in its text.
    #[must_use]
    pub fn written<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// The hash of a normalised word. FNV-1a, mixed once more: short words need to spread over all bits.
#[must_use]
pub fn hash(word: &str) -> u32 {
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in word.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    state ^= state >> 32;
    state = state.wrapping_mul(0xd6e8_feb8_6659_fd93);
    u32::try_from(state >> 32).unwrap_or(0)
}

/// The words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let out = Vec::with_capacity(text.len() / 6);
    let mut reader = Reader { text, at: 0, line: 1, out, copyright: false, spelled: String::with_capacity(32) };
    while let Some(byte) = text.as_bytes().get(reader.at) {
        match byte {
            b'<' | b'~' if reader.unseen() => {}
            b'&' | b'<' | b'\r' | b'\n' | 0x80.. => reader.step(),
            byte if byte.is_ascii_alphanumeric() => reader.begin(),
            _ => reader.at += 1,
        }
    }
    reader.out
}

/// Words shown of a longer stretch.
pub(super) const SHOWN: usize = 12;

/// What stands there, for people: in one line, without the signs of a comment, and the beginning of a long stretch.
pub(super) fn excerpt(text: &str, stretch: &[Word]) -> String {
    let shown = stretch.get(..SHOWN).unwrap_or(stretch);
    let span = shown.first().zip(shown.last()).and_then(|(first, last)| text.get(first.start..last.end));
    let words = span.unwrap_or_default().split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
    let more = (shown.len() < stretch.len()).then_some("…");
    words.chain(more).collect::<Vec<_>>().join(" ")
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    out: Vec<Word>,
    /// The word before was "copyright": its holders and owners are one.
    copyright: bool,
    /// The spelling of the present word; kept, so that not every word asks for memory.
    spelled: String,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Skips a comment of HTML and what is struck out: nobody reads their words as terms.
    fn unseen(&mut self) -> bool {
        let rest = self.rest();
        let Some((begins, ends)) =
            [("<!--", "-->"), ("~~", "~~")].into_iter().find(|(begins, _)| rest.starts_with(begins))
        else {
            return false;
        };
        let within = rest.get(begins.len()..).unwrap_or_default();
        // a comment that holds a whole license is its form, and not what was taken out of it
        let within = within.get(..within.floor_char_boundary(UNSEEN)).unwrap_or_default();
        let Some(end) = within.find(ends).filter(|end| *end > 0 && !within.starts_with('~')) else { return false };
        let words = within.get(..end).unwrap_or_default();
        self.line = self.line.saturating_add(u32::try_from(words.matches('\n').count()).unwrap_or(0));
        self.at += begins.len() + end + ends.len();
        true
    }

    /// What begins here, a letter or a digit.
    fn begin(&mut self) {
        if !self.url() && !self.mark() {
            self.word();
        }
    }

    /// What begins here, anything.
    fn step(&mut self) {
        let Some(c) = self.peek() else { return };
        if is_ideograph(c) {
            let start = self.at;
            self.at += c.len_utf8();
            let mut buffer = [0; 4];
            let hash = hash(c.encode_utf8(&mut buffer));
            self.push(hash, start, false);
        } else if c.is_alphanumeric() && !is_apostrophe(c) {
            self.begin();
        } else {
            let start = self.at;
            let entity = if c == '&' { entity(self.rest()) } else { None };
            self.skip(c);
            self.at += entity.map_or(0, str::len);
            if c == '&' && entity.is_none_or(|name| name == "amp;") {
                self.push(hash("and"), start, false);
            }
        }
    }

    fn skip(&mut self, c: char) {
        // marks of the templates of SPDX, which copies of its texts hold
        let marks = ["<<beginOptional>>", "<<endOptional>>"].into_iter().filter(|_| c == '<');
        let mark = marks.into_iter().find(|mark| starts_with(self.rest(), mark));
        self.at += mark.map_or(c.len_utf8(), str::len);
        // a lone carriage return ends a line as well
        if c == '\n' || (c == '\r' && self.peek() != Some('\n')) {
            self.line = self.line.saturating_add(1);
        }
    }

    fn push(&mut self, hash: u32, start: usize, url: bool) {
        self.out.push(Word { hash, start, end: self.at, line: self.line, url });
    }

    fn url(&mut self) -> bool {
        let rest = self.rest();
        if !matches!(rest.as_bytes().first(), Some(b'h' | b'H' | b'w' | b'W')) {
            return false;
        }
        let scheme = ["http://", "https://", "www."].into_iter().find(|scheme| starts_with(rest, scheme));
        let Some(scheme) = scheme else { return false };
        let end = rest
            .find(|c: char| c.is_whitespace() || "<>()[]{}\"'`,;*|“”‘’".contains(c) || is_ideograph(c))
            .unwrap_or(rest.len());
        let whole = rest.get(..end).unwrap_or_default().trim_end_matches(['.', ':', '!', '?', '/', '_']);
        if whole.len() <= scheme.len() {
            return false;
        }
        let mut bare = whole.to_lowercase().replace(is_hyphen, "-");
        for prefix in ["http://", "https://", "www."] {
            bare = bare.strip_prefix(prefix).unwrap_or(&bare).to_owned();
        }
        let (start, length) = (self.at, whole.len());
        self.at += length;
        self.push(hash(bare.trim_end_matches('/')), start, true);
        self.copyright = false;
        true
    }

    /// Skips a list mark such as `1.`, `(a)` or `iv)`: they come and go with the layout. What a mark is depends on its
    /// neighbours alone, so that wrapping a text anew changes nothing.
    fn mark(&mut self) -> bool {
        let rest = self.rest();
        let length = rest.bytes().take(LABEL + 1).take_while(u8::is_ascii_alphanumeric).count();
        if !matches!(rest.as_bytes().get(length), Some(b')' | b'.')) {
            return false;
        }
        let (Some(label), Some(after)) = (rest.get(..length), rest.get(length..)) else { return false };
        let before = self.text.get(..self.at).and_then(|text| text.chars().next_back());
        let opened = before == Some('(');
        let numbered = before.is_none_or(char::is_whitespace) || matches!(before, Some('*' | '#' | '_' | '>' | '/'));
        let closed = after.starts_with(')') && (opened || numbered);
        let mut behind = after.chars();
        let dotted = numbered
            && behind.next() == Some('.')
            && behind.next().is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_' | '\\'));
        if !(closed || dotted) || !is_label(label) {
            return false;
        }
        self.at += length + 1;
        true
    }

    /// The next sign, where it may belong to a word.
    fn next_of_word(&self) -> Option<char> {
        let byte = *self.text.as_bytes().get(self.at)?;
        let may = byte >= 0x80 || byte.is_ascii_alphanumeric() || matches!(byte, b'&' | b'\'' | b'.');
        may.then(|| self.peek())?
    }

    fn word(&mut self) {
        let start = self.at;
        let mut spelled = std::mem::take(&mut self.spelled);
        // most words are of nothing else
        self.at += self.rest().bytes().take_while(u8::is_ascii_alphanumeric).count();
        let plain = self.text.get(start..self.at).unwrap_or_default();
        spelled.push_str(plain);
        spelled.make_ascii_lowercase();
        let mut previous = plain.bytes().next_back().map_or(' ', char::from);
        while let Some(c) = self.next_of_word() {
            if let Some(length) = (c == '&').then(|| apostrophe(self.rest())).flatten() {
                self.at += length;
                continue;
            }
            let mut ahead = self.rest().chars();
            ahead.next();
            let next = ahead.next().unwrap_or(' ');
            let joins = match c {
                // "licensor's" and "licensors’" differ in nothing that matters; a soft hyphen is not there at all
                c if is_apostrophe(c) => next.is_alphanumeric(),
                '\u{ad}' => true,
                '.' => previous.is_ascii_digit() && next.is_ascii_digit(),
                c if is_ideograph(c) => false,
                c => c.is_alphanumeric(),
            };
            if !joins {
                break;
            }
            if c.is_ascii() && (c.is_alphanumeric() || c == '.') {
                spelled.push(c.to_ascii_lowercase());
            } else if c.is_alphanumeric() {
                spelled.extend(c.to_lowercase());
            }
            previous = c;
            self.at += c.len_utf8();
        }
        let (first, second) = spelling::parts(&spelled);
        for part in [Some(first), second].into_iter().flatten() {
            let part = spelling::canonical(hash(part), self.copyright);
            self.copyright = spelling::is_copyright(part);
            self.push(part, start, false);
        }
        spelled.clear();
        self.spelled = spelled;
    }
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// What is behind the `&` of a sign that HTML writes so. Others are no signs, or might hide a word.
fn entity(text: &str) -> Option<&'static str> {
    const KNOWN: [&str; 24] = [
        "rsquo;", "lsquo;", "apos;", "#39;", "#x27;", "#8217;", "#8216;", "amp;", "quot;", "ldquo;", "rdquo;", "lt;",
        "gt;", "nbsp;", "ndash;", "mdash;", "copy;", "bull;", "hellip;", "#34;", "#160;", "#169;", "#8220;", "#8221;",
    ];
    KNOWN.into_iter().find(|name| text.get(1..).is_some_and(|text| text.starts_with(name)))
}

/// How long an apostrophe within a word is, where HTML writes it.
fn apostrophe(text: &str) -> Option<usize> {
    let name = entity(text)
        .filter(|name| ["squo;", "apos;", "39;", "27;", "17;", "16;"].iter().any(|end| name.ends_with(end)))?;
    let length = 1 + name.len();
    text.get(length..)?.starts_with(char::is_alphanumeric).then_some(length)
}

/// Hyphens that look like the one of ASCII.
fn is_hyphen(c: char) -> bool {
    matches!(c, '\u{2010}' | '\u{2011}')
}

/// Bytes of a comment that is no text of its own.
const UNSEEN: usize = 400;

/// The most signs of a label.
const LABEL: usize = 5;

/// A number below 100, one letter, or a small Roman number.
fn is_label(label: &str) -> bool {
    let length = label.len();
    (length <= 2 && label.bytes().all(|b| b.is_ascii_digit()))
        || (length == 1 && label.bytes().all(|b| b.is_ascii_alphabetic()))
        || ((2..=LABEL).contains(&length)
            && label.bytes().all(|b| matches!(b.to_ascii_lowercase(), b'i' | b'v' | b'x')))
}

/// One of them, U+02BC, is a letter by its category: it joins words like the others and never begins one.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '´')
}

/// Scripts that put no blanks between words: each sign is a word.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
