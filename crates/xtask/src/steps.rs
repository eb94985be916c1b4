//! A headed list of steps that stops at the first failure and says at the end what was done and what was not.

use std::time::Instant;

use anyhow::{Result, bail};

/// A step's name, and its work on what the steps share.
pub(crate) type Step<World> = (&'static str, fn(&mut World) -> Result<()>);

/// Takes the steps in order; the error of the first that fails carries its name.
pub(crate) fn take<World>(steps: &[Step<World>], world: &mut World) -> Result<()> {
    let started = Instant::now();
    let mut passed = Vec::new();
    let mut failure = None;
    for (index, (name, work)) in steps.iter().enumerate() {
        println!("\n=== {}/{} {name}", index + 1, steps.len());
        let begun = Instant::now();
        let result = work(world);
        let took = format!("{name} ({:.1} s)", begun.elapsed().as_secs_f64());
        if let Err(error) = result {
            failure = Some(error.context(format!("Step {} failed: {took}", index + 1)));
            break;
        }
        passed.push(took);
    }
    println!("\n=== Summary, after {:.1} min", started.elapsed().as_secs_f64() / 60.0);
    // Of a long log only the end is kept: where a step failed, its last words stand above this, and shall be among it.
    let between = if failure.is_some() { ", " } else { "\n  " };
    println!("  {}\n{} of {} steps passed", passed.join(between), passed.len(), steps.len());
    failure.map_or(Ok(()), Err)
}

/// The steps whose names contain one of the words; all of them when there are none.
pub(crate) fn named<World>(steps: &[Step<World>], words: &[String]) -> Result<Vec<Step<World>>> {
    let is_asked_for = |name: &str| {
        let name = name.to_lowercase();
        words.is_empty() || words.iter().any(|word| name.contains(&word.to_lowercase()))
    };
    let found: Vec<Step<World>> = steps.iter().copied().filter(|(name, _)| is_asked_for(name)).collect();
    if found.is_empty() {
        let names: Vec<&str> = steps.iter().map(|(name, _)| *name).collect();
        bail!("No step is called \"{}\". There are:\n  {}", words.join(" "), names.join("\n  "));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::{named, take};

    #[test]
    fn stops_at_the_first_failure_and_names_it() {
        let mut taken = Vec::new();
        let result = take::<Vec<u8>>(
            &[
                ("one", |taken| {
                    taken.push(1);
                    Ok(())
                }),
                ("two", |_| bail!("the reason")),
                ("three", |taken| {
                    taken.push(3);
                    Ok(())
                }),
            ],
            &mut taken,
        );
        let error = format!("{:#}", result.expect_err("the second step fails"));
        assert_eq!(taken, [1]);
        assert!(error.contains("Step 2 failed: two") && error.contains("the reason"), "{error}");
    }

    #[test]
    fn a_word_chooses_steps_and_a_wrong_one_lists_them() {
        let steps: [super::Step<()>; 2] = [("Rust: lints", |()| Ok(())), ("UI: build", |()| Ok(()))];
        let names = |words: &[&str]| -> anyhow::Result<Vec<&str>> {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            Ok(named(&steps, &words)?.iter().map(|(name, _)| *name).collect())
        };
        assert_eq!(names(&[]).expect("all"), ["Rust: lints", "UI: build"]);
        assert_eq!(names(&["ui"]).expect("one"), ["UI: build"]);
        assert!(names(&["window"]).expect_err("there is none").to_string().contains("Rust: lints"));
    }
}
