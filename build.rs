//! Embeds data files, so that adding a rule or a license is adding a file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    leave_out_frame_index();
    embed_rules(&root, &out)?;
    embed_license_terms(&root, &out)?;
    embed_origins(&root, &out)
}

/// A release aborts on a panic, so nothing looks up frames: without their index, the binary is 100 kB smaller.
fn leave_out_frame_index() {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if is("PROFILE", "release") && is("CARGO_CFG_TARGET_OS", "linux") {
        println!("cargo::rustc-link-arg-bins=-Wl,--no-eh-frame-hdr");
    }
}

/// `rules.rs`: the path of every rule file, its text up to the examples, and how many bytes these take.
/// `examples.deflate`: these, packed, as they are most of the text and a review reads none.
fn embed_rules(root: &Path, out: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed=rules");
    let mut code = String::from("const FILES: &[(&str, &str, usize)] = &[\n");
    let mut examples = String::new();
    for pack in sorted(&root.join("rules"))?.iter().filter(|path| path.is_dir()) {
        println!("cargo::rerun-if-changed={}", pack.display());
        for file in sorted(pack)?.iter().filter(|path| path.extension().is_some_and(|ext| ext == "toml")) {
            let name = file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(file)?;
            let rule = text.split_once("\n[[examples]]").map_or(text.as_str(), |(rule, _)| rule);
            let behind = text.get(rule.len()..).unwrap_or_default();
            examples.push_str(behind);
            let _ = writeln!(code, "    ({name:?}, {rule:?}, {}),", behind.len());
        }
    }
    code.push_str("];\n");
    fs::write(out.join("rules.rs"), code)?;
    fs::write(out.join("examples.deflate"), miniz_oxide::deflate::compress_to_vec(examples.as_bytes(), 10))
}

/// Long names of fields and the short ones that the binary holds them under, as hundreds of rows repeat them. `Terms` in
/// `src/license/terms.rs` and `Origin` in `src/license/origins.rs` read the short ones.
const SHORT: [(&str, &str); 21] = [
    ("name", "n"),
    ("hub_id", "h"),
    ("aliases", "al"),
    ("osi", "o"),
    ("category", "c"),
    ("commercial_use", "cu"),
    ("derivatives", "de"),
    ("share_alike", "sa"),
    ("network", "ne"),
    ("patent", "pa"),
    ("flow_down", "fd"),
    ("outputs", "ou"),
    ("use_restrictions", "ur"),
    ("attribution", "at"),
    ("display_required", "dr"),
    ("notice", "no"),
    ("notice_text", "nt"),
    ("threshold", "th"),
    ("territory", "te"),
    ("source", "s"),
    ("checked", "d"),
];

/// `license_terms.rs`: the text of every file under `src/license/data/terms`, by name, without what says nothing: blanks
/// around `=`, and answers that are unknown, as those are that a file leaves out; nor with the source that most rows have.
fn embed_license_terms(root: &Path, out: &Path) -> io::Result<()> {
    let folder = root.join("src/license/data/terms");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rustc-env=SPDX_LIST={SPDX_LIST}");
    let mut code = String::from("&[\n");
    for path in sorted(&folder)?.iter().filter(|path| path.extension().is_some_and(|ext| ext == "toml")) {
        let text = fs::read_to_string(path)?;
        if !text.contains("\nsource = \"") {
            return Err(io::Error::other(format!("{} has no source", path.display())));
        }
        // the Hub has an id of that name
        let is_unknown = |line: &str| line.ends_with("= \"unknown\"") && !line.starts_with("hub_id");
        let says = |line: &&str| !is_unknown(line) && *line != format!("source = {SPDX_LIST:?}");
        let lines = text.lines().filter(says);
        let short: Vec<String> = lines.map(shortened).collect();
        let _ = writeln!(code, "    {:?},", short.join("\n"));
    }
    code.push_str("]\n");
    fs::write(out.join("license_terms.rs"), code)
}

/// What `Terms` says of itself where no other source is held.
const SPDX_LIST: &str = "the text in the SPDX license list 3.29.0";

/// `models.toml` and `datasets.toml` under short names, without comments and blank lines.
fn embed_origins(root: &Path, out: &Path) -> io::Result<()> {
    for name in ["models.toml", "datasets.toml"] {
        let path = root.join("src/license/data").join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(path)?;
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let short: Vec<String> = lines.map(shortened).collect();
        fs::write(out.join(name), short.join("\n"))?;
    }
    Ok(())
}

fn shortened(line: &str) -> String {
    let Some((key, value)) = line.split_once(" = ") else { return line.to_owned() };
    let short = SHORT.iter().find(|(long, _)| *long == key).map_or(key, |(_, short)| short);
    format!("{short}={value}")
}

fn sorted(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(directory)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
