//! The system's fonts, for scripts the carried fonts do not know: searched by character, opened only when needed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use fontdb::{Database, Source, Style};
use harfrust::Font;

use super::clean::needs_no_glyph;
use super::fonts::{Bytes, Face};

/// Fonts looked through at the most.
const MAX_FONTS: usize = 2000;
/// Clusters remembered at the most.
const MAX_REMEMBERED: usize = 20_000;
/// Weights that pass for regular.
const REGULAR_WEIGHTS: std::ops::RangeInclusive<u16> = 350..=500;
/// Fonts that have a picture for every character, and say nothing with it.
const EMPTY_FONTS: [&str; 4] = ["last resort", "lastresort", "adobe blank", "notdef"];

/// The fonts of this computer.
pub(super) struct System {
    candidates: Vec<Candidate>,
    /// What was found, by cluster: a name is often printed again.
    found: Mutex<HashMap<String, Option<usize>>>,
}

struct Candidate {
    name: String,
    source: Source,
    index: u32,
    characters: OnceLock<Ranges>,
    face: OnceLock<Option<Face>>,
}

impl System {
    /// Lists the upright regular faces, those that go best with Noto Sans first.
    pub(super) fn load() -> Self {
        let mut database = Database::new();
        database.load_system_fonts();
        let mut faces: Vec<_> = database
            .faces()
            .filter(|face| face.style == Style::Normal && REGULAR_WEIGHTS.contains(&face.weight.0))
            .filter_map(|face| Some((rank(&face.families.first()?.0, face.monospaced)?, face)))
            .collect();
        // By name as well: the order of a folder is not the same on every computer.
        faces.sort_by(|(one, a), (other, b)| {
            (one, &a.post_script_name, a.index).cmp(&(other, &b.post_script_name, b.index))
        });
        let candidates = faces.into_iter().take(MAX_FONTS).map(|(_, face)| Candidate {
            name: face.post_script_name.clone(),
            source: face.source.clone(),
            index: face.index,
            characters: OnceLock::new(),
            face: OnceLock::new(),
        });
        Self { candidates: candidates.collect(), found: Mutex::default() }
    }

    /// The first face that has all of a cluster, else the first that has its letter.
    pub(super) fn face(&self, cluster: &str) -> Option<&Face> {
        // A map that a panic left behind is still a map.
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let place = match found.get(cluster) {
            Some(place) => *place,
            None => {
                if found.len() >= MAX_REMEMBERED {
                    found.clear();
                }
                let letter = cluster.chars().next().map_or(0, char::len_utf8);
                let place = self.search(cluster).or_else(|| self.search(&cluster[..letter]));
                found.insert(cluster.to_owned(), place);
                place
            }
        };
        self.candidates.get(place?)?.face()
    }

    fn search(&self, cluster: &str) -> Option<usize> {
        self.candidates.iter().position(|candidate| candidate.covers(cluster) && candidate.face().is_some())
    }
}

impl Candidate {
    fn covers(&self, cluster: &str) -> bool {
        let characters = self.characters.get_or_init(|| {
            let font = self.bytes().and_then(|bytes| Font::new(bytes, self.index));
            font.map_or_else(Ranges::default, |font| Ranges::of(font.charmap().unicodes().map(|(letter, _)| letter)))
        });
        cluster.chars().all(|letter| needs_no_glyph(letter) || characters.contain(letter))
    }

    fn face(&self) -> Option<&Face> {
        self.face.get_or_init(|| Face::new(&self.name, self.bytes()?, self.index)).as_ref()
    }

    fn bytes(&self) -> Option<Bytes> {
        match &self.source {
            Source::Binary(bytes) | Source::SharedFile(_, bytes) => Some(Arc::clone(bytes)),
            Source::File(path) => Some(Arc::new(std::fs::read(path).ok()?)),
        }
    }
}

/// How well a family goes with Noto Sans; none for the families that only pretend to have a character.
fn rank(family: &str, monospaced: bool) -> Option<u8> {
    let family = family.to_lowercase();
    if EMPTY_FONTS.iter().any(|empty| family.contains(empty)) {
        return None;
    }
    Some(match () {
        () if family.contains("emoji") || family.contains("unifont") => 5,
        () if monospaced => 4,
        () if family.starts_with("noto sans") => 0,
        () if ["serif", "ming", "song", "times", "nastaliq", "kufi"].iter().any(|word| family.contains(word)) => 3,
        () if ["sans", "gothic", "hei", "ui"].iter().any(|word| family.contains(word)) => 1,
        () => 2,
    })
}

/// A set of characters as ranges: a font of seventy thousand has a few hundred.
#[derive(Default)]
struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    fn of(letters: impl Iterator<Item = u32>) -> Self {
        let mut letters: Vec<u32> = letters.collect();
        letters.sort_unstable();
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for letter in letters {
            match ranges.last_mut() {
                Some((_, last)) if letter <= *last + 1 => *last = letter,
                Some(_) | None => ranges.push((letter, letter)),
            }
        }
        Self(ranges)
    }

    fn contain(&self, letter: char) -> bool {
        let letter = u32::from(letter);
        let place = self.0.partition_point(|(first, _)| *first <= letter);
        place.checked_sub(1).and_then(|place| self.0.get(place)).is_some_and(|(_, last)| letter <= *last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_exactly_what_was_put_in() {
        let ranges = Ranges::of([5, 3, 4, 9, 9, 0x1f600].into_iter());
        let held: Vec<u32> =
            (0..20).filter(|letter| char::from_u32(*letter).is_some_and(|l| ranges.contain(l))).collect();
        assert_eq!(held, [3, 4, 5, 9]);
        assert!(ranges.contain('\u{1f600}'));
        assert!(!Ranges::default().contain('a'));
    }

    #[test]
    fn fonts_of_empty_boxes_are_never_chosen() {
        assert_eq!(rank("Last Resort High-Efficiency", false), None);
        assert!(rank("Noto Sans Thai", false) < rank("Noto Serif Thai", false));
    }
}
