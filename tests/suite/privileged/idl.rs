//! The interface's description, `idl/breakwater.json`, read without a library: serde_json's comparisons with numbers would make those of every
//! other test ambiguous.

/// A value of JSON, as far as the description uses them.
#[derive(Debug, PartialEq)]
pub enum Json {
    /// A number, true, false or null, as it is written.
    Word(String),
    Text(String),
    List(Vec<Json>),
    Map(Vec<(String, Json)>),
}

impl Json {
    /// What an object has under this name.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Self::Map(pairs) => pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The texts and objects of a list under this name; none when it is not there.
    pub fn list(&self, key: &str) -> &[Json] {
        match self.get(key) {
            Some(Self::List(values)) => values,
            _ => &[],
        }
    }

    /// The text under this name.
    #[track_caller]
    pub fn text(&self, key: &str) -> &str {
        self.get(key).and_then(Json::as_text).unwrap_or_else(|| panic!("no text {key}"))
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether this name is there and true.
    pub fn is(&self, key: &str) -> bool {
        self.get(key) == Some(&Self::Word("true".to_owned()))
    }
}

struct Reader<'a>(std::iter::Peekable<std::str::Chars<'a>>);

impl Reader<'_> {
    fn next(&mut self) -> char {
        while self.0.next_if(|c| c.is_whitespace()).is_some() {}
        self.0.next().expect("more of the description")
    }

    fn peek(&mut self) -> char {
        while self.0.next_if(|c| c.is_whitespace()).is_some() {}
        *self.0.peek().expect("more of the description")
    }

    fn text(&mut self) -> String {
        let mut out = String::new();
        loop {
            match self.0.next().expect("the end of a text") {
                '"' => return out,
                '\\' => match self.0.next().expect("an escaped letter") {
                    'n' => out.push('\n'),
                    'u' => panic!("the description has no such letters"),
                    other => out.push(other),
                },
                letter => out.push(letter),
            }
        }
    }

    fn value(&mut self) -> Json {
        match self.next() {
            '"' => Json::Text(self.text()),
            '[' => {
                let mut values = Vec::new();
                while self.peek() != ']' {
                    values.push(self.value());
                    self.comma();
                }
                self.next();
                Json::List(values)
            }
            '{' => {
                let mut pairs = Vec::new();
                while self.peek() != '}' {
                    assert_eq!(self.next(), '"');
                    let name = self.text();
                    assert_eq!(self.next(), ':');
                    pairs.push((name, self.value()));
                    self.comma();
                }
                self.next();
                Json::Map(pairs)
            }
            first => {
                let mut word = String::from(first);
                while let Some(letter) = self.0.next_if(|c| c.is_alphanumeric() || ['.', '-', '+'].contains(c)) {
                    word.push(letter);
                }
                Json::Word(word)
            }
        }
    }

    fn comma(&mut self) {
        if self.peek() == ',' {
            self.next();
        }
    }
}

/// The committed description.
pub fn idl() -> Json {
    Reader(include_str!("../../../idl/breakwater.json").chars().peekable()).value()
}

/// A type of the description.
#[track_caller]
pub fn ty<'a>(idl: &'a Json, name: &str) -> &'a Json {
    let found = idl.list("types").iter().find(|ty| ty.text("name") == name);
    found.and_then(|ty| ty.get("type")).unwrap_or_else(|| panic!("no type {name}"))
}
