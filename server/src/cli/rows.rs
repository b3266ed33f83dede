//! Logs of real work as files: CSV, or XES where the name ends so.

use super::{Failure, UNREADABLE};
use onething_engine::analyse::calibrate::{Row, read, xes};
use onething_engine::scenario::text::Text;
use std::path::Path;

/// What a gzipped file begins with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Reads a log.
///
/// # Errors
/// The file cannot be read, or is no log: on which line, and why.
pub fn rows(file: &Path) -> Result<Vec<Row>, Failure> {
    let bytes = std::fs::read(file).map_err(|error| Failure::unreadable(file, &error))?;
    let name = file.display();
    let not_read = |why: Text| {
        let (zh, en) = (why.zh, why.en);
        Failure { code: UNREADABLE, message: Text::new(format!("{name}：{zh}"), format!("{name}: {en}")) }
    };
    if bytes.starts_with(&GZIP) {
        return Err(not_read(Text::new(
            "是压缩文件；请先用 gunzip 解开",
            "this is compressed; unpack it with gunzip first",
        )));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| not_read(Text::new("不是 UTF-8 文本", "this is no UTF-8 text")))?;
    let is_xes = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("xes"));
    let rows = if is_xes { xes::read(&text) } else { read(&text) };
    rows.map_err(|why| not_read(why.text()))
}
