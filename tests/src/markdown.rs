//! Markdown read roughly: headings, and the commands of its code blocks.

/// The levels of all headings, in order; two languages of one page have the same.
pub fn heading_levels(page: &str) -> Vec<usize> {
    let mut inside = false;
    let mut levels = Vec::new();
    for line in page.lines() {
        inside ^= fence(line);
        let level = line.chars().take_while(|c| *c == '#').count();
        if !inside && level > 0 && line[level..].starts_with(' ') {
            levels.push(level);
        }
    }
    levels
}

/// The command lines of `onething` in code blocks, without the program's name: `$ onething check a` gives
/// `check a`, and so does `cargo run --release -- check a`.
pub fn commands(page: &str) -> Vec<&str> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in page.lines() {
        inside ^= fence(line);
        let line = line.trim_start().trim_start_matches("$ ");
        if !inside {
            continue;
        }
        if let Some(rest) = line.strip_prefix("onething ") {
            found.push(rest);
        } else if let Some((_, rest)) = line.split_once(" -- ").filter(|_| line.starts_with("cargo run")) {
            found.push(rest);
        }
    }
    found
}

/// The verb of a command line: its first word that is neither an option nor an option's value.
pub fn verb(command: &str) -> Option<&str> {
    let mut words = command.split_whitespace();
    while let Some(word) = words.next() {
        if word == "--scenarios" || word == "--lang" {
            words.next();
        } else if !word.starts_with('-') {
            return (!word.starts_with(['#', '|', '>'])).then_some(word);
        }
    }
    None
}

fn fence(line: &str) -> bool {
    line.trim_start().starts_with("```")
}

#[cfg(test)]
mod tests {
    use super::{commands, heading_levels, verb};

    #[test]
    fn a_page_is_read() {
        let page = "# A\nonething no\n```sh\n# comment\n$ onething check a\ncargo run --release -- --lang zh show b\n```\n## B\n#c\n### D\n";
        assert_eq!(heading_levels(page), [1, 2, 3]);
        assert_eq!(commands(page), ["check a", "--lang zh show b"]);
        assert_eq!(verb("--lang zh show b"), Some("show"));
        assert_eq!(verb("--version"), None);
    }
}
