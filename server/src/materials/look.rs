//! What a file is, by what is in it: PDF, PNG or JPEG, and how many pixels an image says it has. Read from its head
//! alone, piece by piece as it comes in; nothing is decoded.

/// Kinds that are taken: how each begins, and the ending of its name.
const KINDS: [(&[u8], &str); 3] =
    [(b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg")];
/// Bytes of a PNG up to its height.
const PNG_HEAD: usize = 24;

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// It is of no kind that is taken.
    Kind,
    /// It is an image with more pixels than one may have.
    Pixels {
        /// Most pixels.
        most: u64,
    },
}

/// What a file is by its first bytes: the ending of its name; none of what is not taken.
pub fn kind(bytes: &[u8]) -> Option<&'static str> {
    KINDS.iter().find(|(first, _)| bytes.starts_with(first)).map(|(_, ending)| *ending)
}

/// A file that is being looked at.
#[derive(Debug, Clone)]
pub struct Look {
    most: u64,
    /// Its first bytes.
    head: Vec<u8>,
    jpeg: Jpeg,
}

impl Look {
    /// Nothing of it yet; an image may have so many pixels.
    pub fn new(most: u64) -> Self {
        Self { most, head: Vec::with_capacity(PNG_HEAD), jpeg: Jpeg::default() }
    }

    /// Looks at the next piece.
    ///
    /// # Errors
    /// It is clear by now that it is not taken.
    pub fn at(&mut self, piece: &[u8]) -> Result<(), NotTaken> {
        let missing = PNG_HEAD.saturating_sub(self.head.len()).min(piece.len());
        self.head.extend_from_slice(&piece[..missing]);
        let possible = KINDS.iter().any(|(first, _)| {
            let common = first.len().min(self.head.len());
            self.head[..common] == first[..common]
        });
        if !possible {
            return Err(NotTaken::Kind);
        }
        let of_jpeg = self.jpeg.at(piece);
        let size = match kind(&self.head) {
            Some("png") => self.png(),
            Some("jpg") => of_jpeg,
            _ => None,
        };
        match size {
            Some((width, height)) if u64::from(width) * u64::from(height) > self.most => {
                Err(NotTaken::Pixels { most: self.most })
            }
            _ => Ok(()),
        }
    }

    /// All of it was seen; the ending of its name.
    ///
    /// # Errors
    /// It is of no kind that is taken.
    pub fn end(&self) -> Result<&'static str, NotTaken> {
        kind(&self.head).ok_or(NotTaken::Kind)
    }

    fn png(&self) -> Option<(u32, u32)> {
        let head = self.head.get(..PNG_HEAD)?;
        let number = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
        number(16).zip(number(20))
    }
}

/// A whole file at once.
///
/// # Errors
/// It is not taken.
pub fn looked_at(bytes: &[u8], most_pixels: u64) -> Result<&'static str, NotTaken> {
    let mut look = Look::new(most_pixels);
    look.at(bytes)?;
    look.end()
}

/// Where in a JPEG the next byte stands: segments of a marker, two bytes of length and content, until the one that
/// tells the size, or the image itself.
#[derive(Debug, Clone, Copy, Default)]
enum Jpeg {
    /// Before a marker's 0xff.
    #[default]
    Between,
    /// Behind it.
    Marker,
    /// In a segment's length: the marker, and its first byte.
    Length(u8, Option<u8>),
    /// In the content of a segment that is passed over: so many bytes are left.
    Over(u16),
    /// In the content of the one that tells the size: what was read of it.
    Size([u8; 5], usize),
    /// Nothing more is told.
    End,
}

impl Jpeg {
    /// Goes through a piece; width and height once they are told.
    fn at(&mut self, piece: &[u8]) -> Option<(u32, u32)> {
        let mut rest = piece;
        while let Some((byte, behind)) = rest.split_first() {
            rest = behind;
            *self = match *self {
                Jpeg::Over(left) => {
                    // This byte is one of them.
                    let skipped = usize::from(left - 1).min(rest.len());
                    rest = &rest[skipped..];
                    match left - 1 - u16::try_from(skipped).unwrap_or(left - 1) {
                        0 => Jpeg::Between,
                        left => Jpeg::Over(left),
                    }
                }
                Jpeg::Between if *byte == 0xff => Jpeg::Marker,
                Jpeg::Between => Jpeg::Between,
                Jpeg::Marker => marker(*byte),
                Jpeg::Length(marker, None) => Jpeg::Length(marker, Some(*byte)),
                Jpeg::Length(marker, Some(high)) => segment(marker, u16::from_be_bytes([high, *byte])),
                Jpeg::Size(mut read, at) => {
                    read[at] = *byte;
                    if at + 1 == read.len() {
                        *self = Jpeg::End;
                        let [_, h1, h2, w1, w2] = read;
                        let number = |a, b| u32::from(u16::from_be_bytes([a, b]));
                        return Some((number(w1, w2), number(h1, h2)));
                    }
                    Jpeg::Size(read, at + 1)
                }
                Jpeg::End => return None,
            };
        }
        None
    }
}

fn marker(byte: u8) -> Jpeg {
    match byte {
        0xff => Jpeg::Marker,
        // Markers without a segment: begin, restarts, and bytes that only look like one.
        0x00 | 0x01 | 0xd0..=0xd8 => Jpeg::Between,
        // The image itself, or the end.
        0xd9 | 0xda => Jpeg::End,
        other => Jpeg::Length(other, None),
    }
}

fn segment(marker: u8, length: u16) -> Jpeg {
    let tells_size = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
    match length.saturating_sub(2) {
        5.. if tells_size => Jpeg::Size([0; 5], 0),
        0 => Jpeg::Between,
        left => Jpeg::Over(left),
    }
}

#[cfg(test)]
mod tests {
    use super::{Look, NotTaken, looked_at};

    const MOST: u64 = 100_000_000;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend(b"\x08\x02\0\0\0");
        bytes
    }

    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        // A first segment that holds what looks like another's begin, a table, then the size.
        let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0\xff\xc0\0\x0b\x08\xff\xff\xff\xff".to_vec();
        bytes.extend(b"\xff\xc4\0\x05abc\xff\xff\xc2\0\x11\x08");
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.extend(b"\x03\x01\x22\0\x02\x11\x01\x03\x11\x01");
        bytes
    }

    #[test]
    fn an_image_has_so_many_pixels_and_not_one_row_more() {
        assert_eq!(looked_at(&png(10_000, 10_000), MOST), Ok("png"));
        assert_eq!(looked_at(&png(10_000, 10_001), MOST), Err(NotTaken::Pixels { most: MOST }));
        assert_eq!(looked_at(&png(u32::MAX, u32::MAX), MOST), Err(NotTaken::Pixels { most: MOST }));
        assert_eq!(looked_at(&jpeg(10_000, 10_000), MOST), Ok("jpg"));
        assert_eq!(looked_at(&jpeg(10_001, 10_000), MOST), Err(NotTaken::Pixels { most: MOST }));
        assert_eq!(looked_at(&jpeg(65_535, 65_535), MOST), Err(NotTaken::Pixels { most: MOST }));
    }

    #[test]
    fn in_whatever_pieces_it_comes_the_same_is_seen() {
        for bytes in [png(10_000, 10_000), png(10_000, 10_001), jpeg(10_000, 10_000), jpeg(10_000, 10_001)] {
            let whole = looked_at(&bytes, MOST);
            for size in 1..bytes.len() {
                let mut look = Look::new(MOST);
                let seen = bytes.chunks(size).try_for_each(|piece| look.at(piece));
                assert_eq!(seen.and_then(|()| look.end()), whole, "in pieces of {size}");
            }
        }
    }

    #[test]
    fn what_is_neither_pdf_nor_image_is_not_taken() {
        assert_eq!(looked_at(b"%PDF-1.7", MOST), Ok("pdf"));
        for other in [&b""[..], b"%PDF", b"GIF89a", b"<svg/>", b"PK\x03\x04", b"\xff\xd8", b"MZ%PDF-1.4"] {
            assert_eq!(looked_at(other, MOST), Err(NotTaken::Kind), "{}", other.escape_ascii());
        }
        let mut look = Look::new(MOST);
        assert_eq!(look.at(b"<"), Err(NotTaken::Kind), "the first byte is enough");
    }

    #[test]
    fn a_head_that_is_cut_off_says_nothing_and_is_no_harm() {
        for bytes in [png(65_000, 65_000), jpeg(65_000, 65_000)] {
            for cut in 8..20 {
                let _ = looked_at(&bytes[..cut], MOST);
            }
        }
        assert_eq!(looked_at(b"\xff\xd8\xff\xe0", MOST), Ok("jpg"));
    }
}
