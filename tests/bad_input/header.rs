//! Reads the function declarations of a C header.

/// One argument.
pub(crate) struct Param {
    /// `const wrtmem_segment_t *`
    pub(crate) ctype: String,
    pub(crate) name: String,
    /// Its `@param` says "NULL allowed" or "NULL does nothing".
    pub(crate) null_allowed: bool,
}

/// One declared function.
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) has_status: bool,
    pub(crate) params: Vec<Param>,
}

impl Param {
    pub(crate) fn is_const(&self) -> bool {
        self.ctype.starts_with("const ")
    }

    pub(crate) fn stars(&self) -> usize {
        self.ctype.matches('*').count()
    }

    /// The type without `const` and stars.
    pub(crate) fn base(&self) -> &str {
        self.ctype.trim_start_matches("const ").trim_end_matches(['*', ' '])
    }
}

/// Every function declared between the two `extern "C"` guards.
pub(crate) fn functions(header: &str) -> Result<Vec<Function>, String> {
    let start = header.find("extern \"C\" {").ok_or("the header has no extern \"C\"")?;
    let end = header.rfind("extern \"C\"").ok_or("the header has no end of extern \"C\"")?;
    let body: String = header[start..end]
        .lines()
        .skip(1)
        .filter(|line| !line.starts_with('#') && !line.starts_with('}'))
        .flat_map(|line| [line, "\n"])
        .collect();
    let (mut rest, mut all) = (&*body, vec![]);
    loop {
        let (mut doc, text) = ("", rest.trim_start());
        let mut declaration = text;
        if text.starts_with("/**") {
            let end = text.find("*/").ok_or("a comment has no end")?;
            doc = &text[..end];
            declaration = &text[end + 2..];
        }
        let Some((this, next)) = declaration.split_once(';') else { break };
        all.push(function(doc, this)?);
        rest = next;
    }
    if rest.trim().is_empty() { Ok(all) } else { Err(format!("not understood: {rest}")) }
}

fn function(doc: &str, declaration: &str) -> Result<Function, String> {
    let words: Vec<&str> = declaration.split_whitespace().collect();
    let line = words.join(" ").replace("WRTMEM_MUST_USE ", "");
    let understood = || {
        let (head, params) = line.split_once('(')?;
        let (answer, name) = head.rsplit_once([' ', '*'])?;
        let params = params.strip_suffix(')')?;
        let params = match params {
            "void" => vec![],
            params => params.split(", ").map(|text| param(doc, text)).collect::<Option<_>>()?,
        };
        Some(Function { name: name.into(), has_status: answer == "wrtmem_status_t", params })
    };
    understood().ok_or_else(|| format!("not understood: {line}"))
}

fn param(doc: &str, text: &str) -> Option<Param> {
    let at = text.rfind([' ', '*'])? + 1;
    let (ctype, name) = (text[..at].trim_end().to_owned(), text[at..].to_owned());
    let said =
        doc.split("@param ").skip(1).find(|said| said.split_whitespace().next() == Some(&name));
    let said = said.map_or("", |said| said.split("@return").next().unwrap_or(""));
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ").replace(" * ", " ");
    let null_allowed = said.contains("NULL allowed") || said.contains("NULL does nothing");
    Some(Param { ctype, name, null_allowed })
}
