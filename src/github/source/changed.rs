//! The list of changed files, page by page, with a second look where GitHub may have left something out.

use super::files::{Doubt, Row};
use super::tree::Leaf;
use super::{ApiSource, PARALLEL, Target};
use crate::change::{RepoPath, Side};
use crate::github::call::Call;
use crate::github::error::ForgeError;
use crate::limits::FILE_BYTES;
use futures_util::stream::{self, StreamExt};

/// Files on one page, and pages: GitHub lists 3,000 files at most.
const PAGE: usize = 100;
const PAGES: usize = 30;
/// Files of a comparison, which has one page.
const COMPARED: usize = 300;
/// Rows that are asked for again, one by one, where a page may have left them out.
const SECOND_LOOKS: usize = 20;
impl ApiSource<'_> {
    /// All rows, and why some may lack.
    pub(super) async fn rows(&mut self) -> Result<(Vec<Row>, Option<String>), ForgeError> {
        let Target::Pull { number, changed_files } = self.target else {
            let rows = self.compare(1).await?.files;
            let incomplete = (rows.len() >= COMPARED).then(|| format!("GitHub compares {COMPARED} files at most"));
            return Ok((rows, incomplete));
        };
        self.merge_base().await?;
        let (mut rows, mut doubts): (Vec<Row>, Vec<Doubt>) = (Vec::new(), Vec::new());
        for page in 1..=PAGES {
            let found = self.page(number, page).await?;
            doubts.extend(Doubt::about(&found, rows.len()));
            let last = found.len() < PAGE;
            rows.extend(found);
            if last || changed_files.is_some_and(|count| rows.len() as u64 >= count) {
                break;
            }
        }
        self.look_again(number, &mut rows, &doubts).await;
        let lacks = match changed_files {
            Some(count) => count > rows.len() as u64,
            None => rows.len() >= PAGE * PAGES,
        };
        let of = changed_files.map(|count| format!(" of {count}")).unwrap_or_default();
        let incomplete = lacks.then(|| format!("GitHub lists only {}{of} changed files", rows.len()));
        Ok((rows, incomplete))
    }

    /// One page; in quarters where GitHub cannot answer it whole: it gives up after 10 s.
    async fn page(&self, number: u64, page: usize) -> Result<Vec<Row>, ForgeError> {
        let call = |size, page| Call::get(self.files_path(number, size, page), "to list the changed files");
        match self.client.json(&call(PAGE, page)).await {
            Err(ForgeError::Unreachable { .. } | ForgeError::TooLarge { .. }) => {}
            answer => return answer,
        }
        let mut rows: Vec<Row> = Vec::new();
        for quarter in 1..=4 {
            let found: Vec<Row> = self.client.json(&call(PAGE / 4, (page - 1) * 4 + quarter)).await?;
            let last = found.len() < PAGE / 4;
            rows.extend(found);
            if last {
                break;
            }
        }
        Ok(rows)
    }

    fn files_path(&self, number: u64, per_page: usize, page: usize) -> String {
        format!("{}?per_page={per_page}&page={page}", self.at.path(&["pulls", &number.to_string(), "files"]))
    }

    /// A page of its own shows what a full page left out.
    async fn look_again(&mut self, number: u64, rows: &mut [Row], doubts: &[Doubt]) {
        if doubts.is_empty() || self.load(Side::Head).await.is_err() || self.load(Side::Base).await.is_err() {
            return;
        }
        let mut worth: Vec<usize> = Vec::new();
        for doubt in doubts {
            let sizes = doubt.rows.iter().filter_map(|at| Some((*at, self.sides(rows.get(*at)?)?)));
            let sizes: Vec<(usize, u64)> = sizes.collect();
            if sizes.iter().any(|(_, sides)| doubt.could_have_cut(*sides)) {
                worth.extend(sizes.iter().map(|(at, _)| *at));
            }
        }
        worth.truncate(SECOND_LOOKS);
        let client = self.client;
        let calls: Vec<_> = worth
            .iter()
            .map(|at| (*at, Call::get(self.files_path(number, 1, at + 1), "to look again at a changed file")))
            .collect();
        let looks = stream::iter(&calls).map(|(at, call)| async { (*at, client.json::<Vec<Row>>(call).await) });
        for (at, found) in looks.buffered(PARALLEL).collect::<Vec<_>>().await {
            let (Some(row), Ok(Some(seen))) = (rows.get_mut(at), found.map(|mut page| page.pop())) else { continue };
            if seen.filename == row.filename {
                *row = seen;
            }
        }
    }

    /// The bytes of both sides of a file that differ and could be read as text.
    fn sides(&self, row: &Row) -> Option<u64> {
        let head = self.leaf(Side::Head, &row.head_path()?).filter(|leaf| leaf.size <= FILE_BYTES as u64)?;
        let base = row.base_path().and_then(|path| self.leaf(Side::Base, &path));
        (base.is_none_or(|base| base.sha != head.sha)).then(|| head.size + base.map_or(0, |base| base.size))
    }

    fn leaf(&self, side: Side, path: &RepoPath) -> Option<&Leaf> {
        self.trees.get(&side)?.leaves.get(path)
    }

    /// Whether base and head hold the same bytes, where a row does not show it. Unknown is never "the same".
    pub(super) async fn is_same(&mut self, row: &Row) -> bool {
        let Some(path) = row.base_path().filter(|_| row.is_blank() && row.head_path().is_some()) else { return false };
        let _ = self.load(Side::Base).await;
        self.leaf(Side::Base, &path).is_some_and(|leaf| row.sha.as_deref() == Some(leaf.sha.as_str()))
    }
}
