//! Letters that look like those of the Latin alphabet and are none: a heading that is written with them reads as before
//! and would be found no more.

use std::borrow::Cow;

/// Letters of other scripts, and beside each the one it is taken for.
const LETTERS: &str =
    "аaАAВBеeЕEһhНHіiІIјjЈJКKӏlӀIМMоoОOрpРPсcСCѕsЅSТTуyУYхxХXԁdԛqԝwΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvɡgɑaıi";

/// A title in which such letters are the ones they are taken for, where they stand among Latin ones.
#[must_use]
pub(super) fn plain(title: &str) -> Cow<'_, str> {
    if title.is_ascii() || !title.chars().any(|c| c.is_ascii_alphabetic() || styled(c).is_some()) {
        return title.into();
    }
    let mut out = String::with_capacity(title.len());
    // a word of another script has letters that no Latin one looks like
    for piece in title.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let is_taken = |c: char| c.is_ascii() || !c.is_alphanumeric() || latin(c).is_some();
        if piece.chars().all(is_taken) {
            out.extend(piece.chars().map(|c| latin(c).unwrap_or(c)));
        } else {
            out.push_str(piece);
        }
    }
    out.into()
}

fn latin(c: char) -> Option<char> {
    let mut letters = LETTERS.chars();
    while let (Some(other), Some(taken_for)) = (letters.next(), letters.next()) {
        if other == c {
            return Some(taken_for);
        }
    }
    styled(c)
}

/// The letter of a wide one, or of one that is bold by itself: `Ｌ`, `𝗟`.
fn styled(c: char) -> Option<char> {
    const STYLES: u32 = 52;
    let code = u32::from(c);
    let at = match code {
        0xff21..=0xff3a => code - 0xff21,
        0xff41..=0xff5a => code - 0xff41 + 26,
        0x1d400..=0x1d6a3 => (code - 0x1d400) % STYLES,
        _ => return None,
    };
    char::from_u32(if at < 26 { 0x41 + at } else { 0x61 + at - 26 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_letters_for_what_they_look_like() {
        assert_eq!(plain("Lіmіtatіons оf Ѕсоре"), "Limitations of Scope");
        assert_eq!(plain("𝗟𝗶𝗺𝗶𝘁𝘀 Ｌ"), "Limits L");
        for other in ["Ограничения", "Ограничения GPT", "limites à noter", "局限", "α-helix"]
        {
            assert_eq!(plain(other), other);
        }
    }
}
