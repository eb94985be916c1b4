//! A logo as dots, read from its file. Pure.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, Limits};

use crate::settings::LogoType;

/// Dots of a side at the most.
const MAX_SIDE: u32 = 2000;
/// Bytes that reading may take at the most: four a dot, and as much again for the work.
const MAX_WORK_BYTES: u64 = 2 * 4 * (MAX_SIDE as u64) * (MAX_SIDE as u64);

/// A picture on white.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Red, green and blue of each dot, row by row from the top.
    pub(crate) rgb: Vec<u8>,
}

impl Picture {
    /// Reads a file.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub(crate) fn read(content_type: LogoType, bytes: &[u8]) -> Result<Self, String> {
        let unreadable = || format!("This cannot be read as a file of {}.", content_type.as_str());
        let format = match content_type {
            LogoType::Png => ImageFormat::Png,
            LogoType::Jpeg => ImageFormat::Jpeg,
        };
        let reader = || ImageReader::with_format(Cursor::new(bytes), format);
        let (width, height) = reader().into_dimensions().map_err(|_| unreadable())?;
        if width == 0 || height == 0 || width > MAX_SIDE || height > MAX_SIDE {
            return Err(format!("A logo has at most {MAX_SIDE} by {MAX_SIDE} pixels; this has {width} by {height}."));
        }
        let mut reader = reader();
        let mut limits = Limits::default();
        limits.max_alloc = Some(MAX_WORK_BYTES);
        reader.limits(limits);
        let picture = reader.decode().map_err(|_| unreadable())?.into_rgba8();
        // What shines through a logo is the paper.
        let on_white = |colour: u8, alpha: u8| {
            let (colour, alpha) = (u16::from(colour), u16::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        let rgb = picture.pixels().flat_map(|dot| {
            let [red, green, blue, alpha] = dot.0;
            [red, green, blue].map(|colour| on_white(colour, alpha))
        });
        Ok(Self { width: width as usize, height: height as usize, rgb: rgb.collect() })
    }

    /// Its size on paper: as large as fits, in its own proportions.
    pub(crate) fn within(&self, width: f32, height: f32) -> [f32; 2] {
        let (across, down) = (self.width.max(1) as f32, self.height.max(1) as f32);
        let scale = (width / across).min(height / down);
        [across * scale, down * scale]
    }
}
