//! Posts one review. GitHub takes or refuses it as a whole and names no culprit, so that one bad line is searched by
//! halves: with n comments in at most 2 + ⌈log2 n⌉ calls, and no comment lost.

use super::error::{ForgeError, Refusal};
use super::marker::Marker;
use super::note::Note;
use super::session::{Publisher, Stop, is_there};
use serde::Deserialize;

enum Verdict {
    Posted,
    Refused(Box<Refusal>),
}

/// Gives back the comments whose place GitHub refused.
pub(crate) async fn post<'n, 'r>(
    publisher: &mut Publisher<'r>,
    notes: Vec<&'n Note<'r>>,
) -> Result<Vec<&'n Note<'r>>, Stop> {
    let mut first = true;
    let Verdict::Refused(mut refusal) = attempt(publisher, &notes, &mut first).await? else { return Ok(Vec::new()) };
    if !is_about_a_comment(&refusal) {
        publisher.notes.push(format!("{refusal}; told in the summary"));
        return Ok(notes);
    }
    // one of the suspects is bad; those aside were never alone in a refused review
    let (mut suspects, mut aside) = (notes, Vec::new());
    while suspects.len() > 1 {
        let second_half = suspects.split_off(suspects.len().div_ceil(2));
        match attempt(publisher, &suspects, &mut first).await? {
            Verdict::Posted => suspects = second_half,
            Verdict::Refused(again) => {
                aside.extend(second_half);
                refusal = again;
            }
        }
    }
    let mut refused = suspects;
    if !aside.is_empty()
        && let Verdict::Refused(again) = attempt(publisher, &aside, &mut first).await?
    {
        // a second bad one: the summary tells them all
        refused.append(&mut aside);
        refusal = again;
    }
    for note in &refused {
        publisher.refuse(note, &refusal);
    }
    Ok(refused)
}

async fn attempt(publisher: &mut Publisher<'_>, notes: &[&Note<'_>], first: &mut bool) -> Result<Verdict, Stop> {
    let call = publisher.calls.review(publisher.context, notes, *first);
    let mut cleared = false;
    loop {
        match publisher.create(&call, is_there(notes)).await {
            Ok(()) => {
                *first = false;
                return Ok(Verdict::Posted);
            }
            Err(Stop::Failed(ForgeError::Refused(refusal))) if refusal.status == 422 => {
                let said = refusal.said();
                if said.contains("pending review") && !cleared {
                    cleared = true;
                    if drop_pending(publisher).await? {
                        continue;
                    }
                } else if said.contains("commit") {
                    // a force push took the commit away: this ends the run where the head has moved
                    publisher.refresh().await?;
                }
                return Ok(Verdict::Refused(refusal));
            }
            Err(stop) => return Err(stop),
        }
    }
}

/// Deletes a pending review of ours, which would block every other. A person's own draft is left alone.
async fn drop_pending(publisher: &mut Publisher<'_>) -> Result<bool, Stop> {
    let reviews: Vec<Review> = publisher.client.json(&publisher.calls.reviews()).await?;
    let viewer = publisher.existing.viewer.clone();
    let name = |login: &str| login.trim_end_matches("[bot]").to_lowercase();
    let ours = |review: &&Review| {
        let user = review.user.as_ref();
        review.state == "PENDING"
            && user.is_some_and(|user| name(&user.login) == name(&viewer))
            && (user.is_some_and(|user| user.login.ends_with("[bot]"))
                || Marker::split(review.body.as_deref().unwrap_or_default()).is_some())
    };
    let Some(pending) = reviews.iter().find(ours) else {
        publisher.notes.push("a pending review blocks all others; submit or discard it".into());
        return Ok(false);
    };
    publisher.client.send(&publisher.calls.delete_review(pending.id)).await?;
    publisher.notes.push("a pending review of ours stood in the way and was removed".into());
    Ok(true)
}

/// Whether leaving a comment out could help.
fn is_about_a_comment(refusal: &Refusal) -> bool {
    let said = refusal.said();
    let words = ["line", "path", "position", "diff", "hunk", "thread", "body", "comment"];
    !said.contains("pending review") && words.iter().any(|word| said.contains(word))
}

#[derive(Deserialize)]
struct Review {
    id: u64,
    state: String,
    body: Option<String>,
    user: Option<User>,
}

#[derive(Deserialize)]
struct User {
    login: String,
}
