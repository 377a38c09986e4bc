//! Whether a `JSONPath` can be read, by the grammar of the library that the reference uses.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Id,
    Number,
    Operator,
    Where,
    DoubleDot,
    Sign(char),
}

/// What is wrong with a path, in a few words. `None`: it can be read.
pub(super) fn mistake(path: &str) -> Option<&'static str> {
    let tokens = match tokens(path) {
        Ok(tokens) => tokens,
        Err(message) => return Some(message),
    };
    let mut reader = Reader { tokens: &tokens, at: 0, depth: 0 };
    let reads = reader.path() && reader.at == tokens.len();
    (!reads).then_some("it ends too early or has a part where none can stand")
}

fn tokens(path: &str) -> Result<Vec<Token>, &'static str> {
    let mut tokens = Vec::new();
    let mut chars = path.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\n' => {}
            'a'..='z' | 'A'..='Z' | '_' | '@' => {
                let mut word = String::from(c);
                while let Some(c) = chars.next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '@' | '-')) {
                    word.push(c);
                }
                tokens.push(if word == "where" { Token::Where } else { Token::Id });
            }
            '-' | '0'..='9' => {
                let digits = std::iter::from_fn(|| chars.next_if(char::is_ascii_digit)).count();
                if c == '-' && digits == 0 {
                    return Err("a minus without a number stands in it");
                }
                tokens.push(Token::Number);
            }
            '\'' | '"' | '`' => {
                let mut word = String::new();
                loop {
                    match chars.next() {
                        None => return Err("a quotation does not end"),
                        Some('\\') => word.extend(chars.next().filter(|c| *c != '\n')),
                        Some(end) if end == c => break,
                        Some(other) => word.push(other),
                    }
                }
                if c == '`' && !matches!(word.as_str(), "this" | "parent") {
                    return Err("an operator in it is not known");
                }
                tokens.push(if c == '`' { Token::Operator } else { Token::Id });
            }
            '.' if chars.next_if_eq(&'.').is_some() => tokens.push(Token::DoubleDot),
            '*' | '.' | '[' | ']' | '(' | ')' | '$' | ',' | ':' | '|' | '&' => tokens.push(Token::Sign(c)),
            _ => return Err("a character stands in it that no path has"),
        }
    }
    Ok(tokens)
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn next_if(&mut self, token: Token) -> bool {
        let found = self.tokens.get(self.at) == Some(&token);
        self.at += usize::from(found);
        found
    }

    fn path(&mut self) -> bool {
        loop {
            if !self.part() {
                return false;
            }
            while self.tokens.get(self.at) == Some(&Token::Sign('[')) {
                if !self.brackets() {
                    return false;
                }
            }
            let joined = [Token::Sign('.'), Token::DoubleDot, Token::Where, Token::Sign('|'), Token::Sign('&')];
            if !joined.into_iter().any(|token| self.next_if(token)) {
                return true;
            }
        }
    }

    fn part(&mut self) -> bool {
        if self.next_if(Token::Sign('(')) {
            self.depth += 1;
            return self.depth < crate::limits::NODE_DEPTH && self.path() && self.next_if(Token::Sign(')'));
        }
        if self.tokens.get(self.at) == Some(&Token::Sign('[')) {
            return self.brackets();
        }
        self.next_if(Token::Sign('$'))
            || self.next_if(Token::Sign('*'))
            || self.next_if(Token::Operator)
            || self.fields()
    }

    fn fields(&mut self) -> bool {
        if !self.next_if(Token::Id) {
            return false;
        }
        while self.next_if(Token::Sign(',')) {
            if !self.next_if(Token::Id) {
                return false;
            }
        }
        true
    }

    fn brackets(&mut self) -> bool {
        if !self.next_if(Token::Sign('[')) {
            return false;
        }
        let slice = |reader: &mut Self| {
            let number = reader.next_if(Token::Number);
            let colon = reader.next_if(Token::Sign(':'));
            if colon {
                reader.next_if(Token::Number);
            }
            number || colon
        };
        (self.next_if(Token::Sign('*')) || self.fields() || slice(self)) && self.next_if(Token::Sign(']'))
    }
}

#[cfg(test)]
mod tests {
    use super::mistake;

    #[test]
    fn tells_paths_that_can_be_read() {
        for good in [
            "$.a.b",
            "a",
            "$[*].x",
            "$..x",
            "a[0]",
            "a[1:2]",
            "a[:]",
            "$.'a b'",
            "(a|b).c",
            "*.content",
            "a,b",
            "$['a','b']",
            "`this`",
        ] {
            assert_eq!(mistake(good), None, "{good}");
        }
        for bad in ["", "$.", "$.a[", "a b", "?", "a[]", "$.[?(@.x)]", "'a", "a.1", "$.a]", "`that`"] {
            assert!(mistake(bad).is_some(), "{bad}");
        }
    }
}
