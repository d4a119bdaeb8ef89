//! A small SVG writer: shapes, text, and a frame with axes in UTC times and in numbers.

use {
    crate::time::{DAY, HOUR, date, short},
    std::fmt::Write,
};

/// Text safe for SVG and HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// How a line or area looks.
#[derive(Clone, Copy)]
pub struct Pen {
    pub color: &'static str,
    pub width: f64,
    pub dash: &'static str,
}

impl Pen {
    pub const fn new(color: &'static str, width: f64) -> Self {
        Self { color, width, dash: "" }
    }

    pub const fn dashed(color: &'static str, width: f64) -> Self {
        Self { color, width, dash: "6 4" }
    }
}

/// Where text is anchored.
#[derive(Clone, Copy)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing.
pub struct Svg {
    width: f64,
    height: f64,
    body: String,
}

impl Svg {
    pub fn new(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            body: String::new(),
        }
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), pen: Pen) {
        self.path(&[from, to], pen);
    }

    pub fn path(&mut self, points: &[(f64, f64)], pen: Pen) {
        let mut d = String::new();
        for (i, (x, y)) in points.iter().enumerate() {
            let _ = write!(d, "{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" });
        }
        let dash = if pen.dash.is_empty() {
            String::new()
        } else {
            format!(" stroke-dasharray=\"{}\"", pen.dash)
        };
        let _ = writeln!(
            self.body,
            "<path d=\"{d}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{dash}/>",
            pen.color, pen.width
        );
    }

    pub fn rect(&mut self, corner: (f64, f64), size: (f64, f64), fill: &str, title: &str) {
        let (x, y) = corner;
        let (w, h) = size;
        if w < 0.05 || h < 0.05 {
            return;
        }
        let _ = writeln!(
            self.body,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" fill=\"{fill}\"><title>{}</title></rect>",
            escape(title)
        );
    }

    /// A filled circle with a number in it.
    pub fn badge(&mut self, at: (f64, f64), text: &str, fill: &str, title: &str) {
        let (x, y) = at;
        let _ = writeln!(
            self.body,
            "<g><title>{}</title><circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"8.5\" fill=\"{fill}\" stroke=\"#fff\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"10.5\" font-weight=\"600\" fill=\"#fff\">{}</text></g>",
            escape(title),
            y + 3.7,
            escape(text)
        );
    }

    pub fn dot(&mut self, at: (f64, f64), radius: f64, fill: &str, title: &str) {
        let _ = writeln!(
            self.body,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius}\" fill=\"{fill}\" stroke=\"#fff\"><title>{}</title></circle>",
            at.0,
            at.1,
            escape(title)
        );
    }

    pub fn text(&mut self, at: (f64, f64), anchor: Anchor, color: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = writeln!(
            self.body,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\" font-size=\"12\" fill=\"{color}\" stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">{}</text>",
            at.0,
            at.1,
            escape(text)
        );
    }

    /// Text that reads upwards, for a vertical axis.
    pub fn upright(&mut self, at: (f64, f64), text: &str) {
        let (x, y) = at;
        let _ = writeln!(
            self.body,
            "<text transform=\"translate({x:.1} {y:.1}) rotate(-90)\" text-anchor=\"middle\" font-size=\"12\" fill=\"#333\">{}</text>",
            escape(text)
        );
    }

    /// The whole drawing.
    pub fn finish(self, label: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" \
             font-family=\"system-ui, sans-serif\"><title>{}</title>\n<rect width=\"{w}\" height=\"{h}\" fill=\"#fff\"/>\n{}</svg>\n",
            escape(label),
            self.body,
            w = self.width,
            h = self.height
        )
    }
}

/// A plotting area: what lies where.
#[derive(Clone, Copy)]
pub struct Frame {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    pub x: (i64, i64),
    pub y: (f64, f64),
}

const GRID: Pen = Pen::new("#e4e4e4", 1.0);
const AXIS: Pen = Pen::new("#666", 1.0);
const INK: &str = "#333";

impl Frame {
    pub fn at(&self, t: i64) -> f64 {
        let span = (self.x.1 - self.x.0).max(1) as f64;
        self.left + (t - self.x.0) as f64 / span * self.width
    }

    pub fn up(&self, value: f64) -> f64 {
        let span = if self.y.1 > self.y.0 { self.y.1 - self.y.0 } else { 1.0 };
        self.top + self.height - (value - self.y.0) / span * self.height
    }

    pub fn holds(&self, t: i64) -> bool {
        (self.x.0..=self.x.1).contains(&t)
    }

    /// Grid, ticks and names of both axes; `tick` writes a value of the vertical one, given the distance of two ticks too.
    pub fn axes(&self, svg: &mut Svg, name: &str, tick: impl Fn(f64, f64) -> String) {
        let (right, bottom) = (self.left + self.width, self.top + self.height);
        let ticks = steps(self.y);
        let apart = if let [first, second, ..] = ticks[..] { second - first } else { 1.0 };
        for value in ticks {
            let y = self.up(value);
            svg.line((self.left, y), (right, y), GRID);
            svg.text((self.left - 7.0, y + 4.0), Anchor::End, INK, &tick(value, apart));
        }
        let every = time_step(self.x.1 - self.x.0);
        let mut t = (self.x.0 + every - 1).div_euclid(every) * every;
        while t <= self.x.1 {
            let x = self.at(t);
            svg.line((x, self.top), (x, bottom), GRID);
            let label = if every < DAY { short(t) } else { date(t) };
            // A label in the middle of the last line would end outside the picture.
            let (at, anchor) = if right - x < 40.0 {
                (right, Anchor::End)
            } else {
                (x, Anchor::Middle)
            };
            svg.text((at, bottom + 17.0), anchor, INK, &label);
            t += every;
        }
        svg.line((self.left, bottom), (right, bottom), AXIS);
        svg.line((self.left, self.top), (self.left, bottom), AXIS);
        svg.upright((self.left - 62.0, self.top + self.height / 2.0), name);
    }

    /// Name of the time axis, under its labels.
    pub fn name_time(&self, svg: &mut Svg) {
        svg.text(
            (self.left + self.width, self.top + self.height + 34.0),
            Anchor::End,
            INK,
            "time (UTC)",
        );
    }

    /// A stepped line through (time, value): a value holds until the next.
    pub fn stairs(&self, svg: &mut Svg, rows: &[(i64, f64)], pen: Pen) {
        let mut points = Vec::with_capacity(rows.len() * 2);
        for (t, value) in rows {
            let (x, y) = (self.at((*t).clamp(self.x.0, self.x.1)), self.up(*value));
            if let Some((_, before)) = points.last().copied() {
                points.push((x, before));
            }
            points.push((x, y));
        }
        if points.len() > 1 {
            svg.path(&points, pen);
        }
    }
}

/// Decimals that tell ticks apart which lie this far from each other.
pub fn decimals(apart: f64) -> usize {
    let whole = |digits: &usize| {
        let scaled = apart * 10f64.powi(*digits as i32);
        scaled > 0.5 && (scaled - scaled.round()).abs() < 1e-6 * scaled
    };
    (0..9).find(whole).unwrap_or(9)
}

/// Round values inside a range, about six.
fn steps(range: (f64, f64)) -> Vec<f64> {
    let span = range.1 - range.0;
    if span <= 0.0 {
        return vec![range.0];
    }
    let raw = span / 6.0;
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|s| *s >= raw)
        .unwrap_or(raw);
    let first = (range.0 / step - 1e-9).ceil() as i64;
    let last = (range.1 / step + 1e-9).floor() as i64;
    (first..=last).map(|k| k as f64 * step).collect()
}

/// Whole hours or days, at most nine labels.
fn time_step(span: i64) -> i64 {
    let hours = [1, 2, 3, 6, 12].map(|h| h * HOUR);
    let days = [1, 2, 4, 7, 14, 30, 60, 90, 180, 365].map(|d| d * DAY);
    hours.into_iter().chain(days).find(|step| span / step <= 9).unwrap_or(730 * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(steps((0.0, 60.0)), [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0]);
        assert_eq!(steps((0.8, 1.0)).len(), 5);
        assert_eq!(steps((1.0, 1.0)), [1.0]);
        assert_eq!(time_step(36 * HOUR), 6 * HOUR);
        assert_eq!(time_step(731 * DAY), 90 * DAY);
    }

    #[test]
    fn ticks_are_written_so_that_they_differ() {
        for (apart, digits) in [(20.0, 0), (2.5, 1), (1.0, 0), (0.2, 1), (0.25, 2), (0.000_5, 4)] {
            assert_eq!(decimals(apart), digits, "{apart}");
        }
        for top in [1.05, 1.08, 7.0, 12.0, 29.1, 108.0] {
            let ticks = steps((0.0, top));
            let names: Vec<String> = ticks.iter().map(|v| format!("{v:.*}", decimals(ticks[1] - ticks[0]))).collect();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        }
    }

    #[test]
    fn a_frame_maps_its_corners() {
        let frame = Frame {
            left: 10.0,
            top: 20.0,
            width: 100.0,
            height: 50.0,
            x: (0, 10),
            y: (0.0, 1.0),
        };
        assert_eq!((frame.at(0), frame.at(10)), (10.0, 110.0));
        assert_eq!((frame.up(0.0), frame.up(1.0)), (70.0, 20.0));
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escape("a<b & \"c\">"), "a&lt;b &amp; &quot;c&quot;&gt;");
        let mut svg = Svg::new(10.0, 10.0);
        svg.text((0.0, 0.0), Anchor::Start, "#000", "<script>");
        assert!(!svg.finish("x").contains("<script>"));
    }
}
