//! The plots: SVG files with axes, units and everyone named; ours thick and in warm colours.

use std::ops::Range;
use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::sample::{Placement, Results, Series, Side, fullest};
use crate::statistics::median;
use crate::targets::short;

const OURS: [RGBColor; 5] = [
    RGBColor(0xC0, 0x1F, 0x2E),
    RGBColor(0xF2, 0x6B, 0x21),
    RGBColor(0x6B, 0x0F, 0x1A),
    RGBColor(0xE8, 0x3E, 0x8C),
    RGBColor(0xB8, 0x86, 0x0B),
];
const FLOOR: RGBColor = RGBColor(0x80, 0x80, 0x80);
/// Okabe and Ito's colours, which people with impaired colour vision can tell apart.
const PEERS: [RGBColor; 6] = [
    RGBColor(0x00, 0x72, 0xB2),
    RGBColor(0xE6, 0x9F, 0x00),
    RGBColor(0x00, 0x9E, 0x73),
    RGBColor(0x56, 0xB4, 0xE9),
    RGBColor(0xCC, 0x79, 0xA7),
    RGBColor(0x4D, 0x4D, 0x4D),
];
const FONT: &str = "sans-serif";

type Outcome = Result<(), Box<dyn std::error::Error>>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// One picture of one test.
#[derive(Clone, Debug)]
pub struct Plot {
    pub room: String,
    pub test: String,
    pub title: String,
    pub shape: Shape,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Nanoseconds per operation of everyone, at one point.
    Bars { point: String },
    /// How it grows along the axis of that name.
    Sweep { axis: String },
    /// Latency quantiles, at one point.
    Latency { point: String },
}

/// Whether the test is named after its sweep, as "one way by capacity" is.
fn says_by_what(test: &str) -> bool {
    test.contains(" by ")
}

impl Plot {
    pub fn file_name(&self) -> String {
        let part = match &self.shape {
            Shape::Bars { point } => format!("bars {point}"),
            Shape::Sweep { .. } if says_by_what(&self.test) => String::new(),
            Shape::Sweep { axis } => format!("by {}", axis.split('(').next().unwrap_or(axis)),
            Shape::Latency { point } => format!("latency {point}"),
        };
        let mut name = String::new();
        for c in format!("{} {} {part}", self.room, self.test).to_lowercase().chars() {
            if c.is_ascii_alphanumeric() {
                name.push(c);
            } else if !name.ends_with('-') {
                name.push('-');
            }
        }
        name.trim_end_matches('-').to_string() + ".svg"
    }
}

/// The plots that the results have enough rows for.
pub fn plots(results: &Results) -> Vec<Plot> {
    let mut plots: Vec<Plot> = Vec::new();
    let mut add = |series: &Series, title: String, shape: Shape| {
        let (room, test) = (series.key.room.clone(), series.key.test.clone());
        if !plots.iter().any(|p| p.room == room && p.test == test && p.shape == shape) {
            plots.push(Plot { room, test, title, shape });
        }
    };
    for series in &results.series {
        let key = &series.key;
        let of_test = |s: &&Series| s.key.room == key.room && s.key.test == key.test;
        let measured = |s: &&Series| !s.readings.is_empty();
        let mut row = results.series.iter().filter(of_test).filter(measured);
        if let Some(axis) = &series.axis {
            let mut points: Vec<f64> =
                row.clone().filter_map(|s| s.axis.as_ref()).map(|axis| axis.at).collect();
            points.sort_unstable_by(f64::total_cmp);
            points.dedup();
            if points.len() > 1 {
                let by = if says_by_what(&key.test) { "" } else { &format!(", by {}", axis.name) };
                let title = format!("{}: {}{by}", key.room, key.test);
                add(series, title, Shape::Sweep { axis: axis.name.clone() });
            }
        }
        let title = format!("{}: {}, {}", key.room, key.test, key.point);
        if row.clone().any(|s| s.key.point == key.point && !s.readings[0].quantiles.is_empty()) {
            add(series, title.clone(), Shape::Latency { point: key.point.clone() });
        }
        if series.axis.is_none() && row.any(|s| s.key.point == key.point && s.key != *key) {
            add(series, title, Shape::Bars { point: key.point.clone() });
        }
    }
    plots
}

/// Draws a plot into `folder`.
pub fn draw(plot: &Plot, results: &Results, folder: &Path) -> Outcome {
    let rows: Vec<&Series> = results
        .series
        .iter()
        .filter(|s| s.key.room == plot.room && s.key.test == plot.test && !s.readings.is_empty())
        .filter(|s| match &plot.shape {
            Shape::Bars { point } | Shape::Latency { point } => s.key.point == *point,
            Shape::Sweep { axis } => s.axis.as_ref().is_some_and(|a| a.name == *axis),
        })
        .collect();
    let class = fullest(|class| rows.iter().map(|row| row.in_class(class).len()).sum());
    let path = folder.join(plot.file_name());
    let title = match class {
        Placement::Single => plot.title.clone(),
        class => format!("{} (class {})", plot.title, class.name()),
    };
    match plot.shape {
        Shape::Bars { .. } => bars(&path, &title, &rows, class),
        Shape::Sweep { ref axis } => sweep(&path, &title, axis, &rows, class),
        Shape::Latency { .. } => latency(&path, &title, &rows, class),
    }
}

fn colour(side: Side, peer: usize) -> RGBColor {
    match side {
        Side::Ours => OURS[peer % OURS.len()],
        Side::Floor => FLOOR,
        Side::Peer => PEERS[peer % PEERS.len()],
    }
}

fn canvas<'a>(
    path: &'a Path,
    title: &str,
    size: (u32, u32),
) -> Result<Area<'a>, Box<dyn std::error::Error>> {
    let area = SVGBackend::new(path, size).into_drawing_area();
    area.fill(&WHITE)?;
    Ok(area.titled(title, (FONT, 18))?)
}

/// A decade more than the values need on neither side, but room for the labels.
fn around(values: impl Iterator<Item = f64> + Clone) -> Range<f64> {
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(0.0, f64::max);
    low / 1.6..high * 2.0
}

fn bars(path: &Path, title: &str, rows: &[&Series], class: Placement) -> Outcome {
    let mut bars: Vec<(&Series, Vec<f64>, f64)> = rows
        .iter()
        .filter_map(|row| {
            let runs = row.in_class(class);
            median(&runs).map(|middle| (*row, runs, middle))
        })
        .collect();
    bars.sort_by(|a, b| b.2.total_cmp(&a.2)); // the fastest on top
    if bars.is_empty() {
        return Ok(());
    }
    let area = canvas(path, title, (900, 110 + 30 * bars.len() as u32))?;
    let x = around(bars.iter().map(|bar| bar.2));
    let mut chart = ChartBuilder::on(&area)
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(250)
        .build_cartesian_2d(x.clone().log_scale(), 0.0..bars.len() as f64)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .y_labels(0)
        .x_desc("nanoseconds per operation (logarithmic): median, and smallest to largest run")
        .x_label_formatter(&|v| few(*v))
        .label_style((FONT, 13))
        .draw()?;
    let (plotting, _) = area.dim_in_pixel();
    for (i, (row, runs, middle)) in bars.iter().enumerate() {
        let at = i as f64;
        let style = if row.side == Side::Peer { PEERS[0] } else { colour(row.side, 0) };
        chart.draw_series([Rectangle::new(
            [(x.start, at + 0.2), (*middle, at + 0.8)],
            style.mix(0.75).filled(),
        )])?;
        let low = runs.iter().copied().fold(f64::INFINITY, f64::min).max(x.start);
        // The figure beside it is to be inside, too.
        let high = runs.iter().copied().fold(0.0, f64::max).min(x.end / 1.3);
        chart.draw_series([PathElement::new([(low, at + 0.5), (high, at + 0.5)], BLACK)])?;
        let figure = (FONT, 13).into_font().color(&BLACK).pos(Pos::new(HPos::Left, VPos::Center));
        chart.draw_series([Text::new(
            short(*middle),
            (middle.max(high) * 1.03, at + 0.5),
            figure,
        )])?;
        let place = chart.backend_coord(&(x.start, at + 0.5));
        let name = (FONT, 14).into_font().color(&BLACK).pos(Pos::new(HPos::Right, VPos::Center));
        debug_assert!(place.0 > 0 && (place.0 as u32) < plotting);
        // The title takes its height off the area, but the chart's places count from the picture.
        area.draw_text(
            &label(row),
            &name,
            (place.0 - 8, place.1 - area.get_pixel_range().1.start),
        )?;
    }
    area.present()?;
    Ok(())
}

fn label(row: &Series) -> String {
    match row.side {
        Side::Ours => format!("▶ {}", row.key.peer),
        Side::Peer => row.key.peer.clone(),
        Side::Floor => format!("{} (floor)", row.key.peer),
    }
}

/// A named line of points.
struct Line<'a> {
    row: &'a Series,
    points: Vec<(f64, f64)>,
}

fn sweep(path: &Path, title: &str, axis: &str, rows: &[&Series], class: Placement) -> Outcome {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for row in rows {
        let (Some(at), Some(nanos)) = (&row.axis, median(&row.in_class(class))) else { continue };
        match lines.iter_mut().find(|line| line.row.key.peer == row.key.peer) {
            Some(line) => line.points.push((at.at, nanos)),
            None => lines.push(Line { row, points: vec![(at.at, nanos)] }),
        }
    }
    lines.iter_mut().for_each(|line| line.points.sort_by(|a, b| a.0.total_cmp(&b.0)));
    let all = lines.iter().flat_map(|line| line.points.iter());
    let (x, y) = (all.clone().map(|p| p.0), around(all.map(|p| p.1)));
    let x = x.clone().fold(f64::INFINITY, f64::min)..x.fold(0.0, f64::max);
    draw_lines(path, title, axis, &lines, (x, y), &|v| thousands(*v))
}

fn latency(path: &Path, title: &str, rows: &[&Series], class: Placement) -> Outcome {
    // By how many operations one slower one comes: 2, 10, 100, 1000.
    let lines: Vec<Line<'_>> = rows
        .iter()
        .map(|row| Line {
            row,
            points: row
                .quantiles_in(class)
                .iter()
                .filter(|q| q.share < 1.0)
                .map(|q| (1.0 / (1.0 - q.share), q.nanos))
                .collect(),
        })
        .filter(|line| !line.points.is_empty())
        .collect();
    let all = lines.iter().flat_map(|line| line.points.iter());
    let (x, y) = (all.clone().map(|p| p.0), around(all.map(|p| p.1)));
    let x = x.clone().fold(f64::INFINITY, f64::min)..x.fold(0.0, f64::max);
    let axis = "share of operations that were faster (%)";
    // With the shares at either end.
    let x = x.start / 1.05..x.end * 1.05;
    draw_lines(path, title, axis, &lines, (x, y), &|v| {
        format!("{:.6}", 100.0 - 100.0 / v).trim_end_matches('0').trim_end_matches('.').into()
    })
}

fn draw_lines(
    path: &Path,
    title: &str,
    axis: &str,
    lines: &[Line<'_>],
    (x, y): (Range<f64>, Range<f64>),
    x_label: &dyn Fn(&f64) -> String,
) -> Outcome {
    if lines.is_empty() || x.start >= x.end {
        return Ok(());
    }
    let area = canvas(path, title, (1000, 520))?;
    let (left, right) = area.split_horizontally(740);
    let mut chart = ChartBuilder::on(&left)
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(70)
        .build_cartesian_2d(x.log_scale(), y.log_scale())?;
    chart
        .configure_mesh()
        .light_line_style(BLACK.mix(0.04))
        .x_desc(axis)
        .y_desc("nanoseconds per operation (logarithmic)")
        .x_label_formatter(x_label)
        .y_label_formatter(&|v| short(*v))
        .label_style((FONT, 13))
        .draw()?;
    // In the order of their last points, so that the names stand as the lines end.
    let mut order: Vec<&Line<'_>> = lines.iter().collect();
    order.sort_by(|a, b| {
        let end = |line: &Line<'_>| line.points.last().map_or(0.0, |p| p.1);
        end(b).total_cmp(&end(a))
    });
    let mut drawn = [0; 3];
    for (place, line) in order.into_iter().enumerate() {
        let side = line.row.side;
        let width = if side == Side::Ours { 4 } else { 2 };
        let nth = &mut drawn[side as usize];
        let style = colour(side, *nth).stroke_width(width);
        // Beyond the colours there are, dashes.
        let colours = if side == Side::Ours { OURS.len() } else { PEERS.len() };
        let dashed = side != Side::Floor && *nth >= colours;
        *nth += 1;
        let end = place as i32 * 22 + 40;
        if dashed {
            chart.draw_series(DashedLineSeries::new(line.points.iter().copied(), 7, 4, style))?;
        } else {
            chart.draw_series(LineSeries::new(line.points.iter().copied(), style))?;
        }
        let marks = line.points.iter().map(|&p| Circle::new(p, 3, style.filled()));
        chart.draw_series(marks)?;
        let stroke = if dashed { 6 } else { 24 };
        right.draw(&PathElement::new([(4, end), (4 + stroke, end)], style))?;
        if dashed {
            right.draw(&PathElement::new([(4 + 12, end), (4 + 24, end)], style))?;
        }
        let name = (FONT, 13).into_font().color(&BLACK).pos(Pos::new(HPos::Left, VPos::Center));
        right.draw_text(&label(line.row), &name, (34, end))?;
    }
    area.present()?;
    Ok(())
}

/// What a logarithmic axis is marked with: more would not fit beside each other.
fn few(value: f64) -> String {
    let digit = (value / 10f64.powf((value * 1.0001).log10().floor())).round();
    if [1.0, 2.0, 5.0].contains(&digit) { short(value) } else { String::new() }
}

/// The decades the axis is marked at.
fn thousands(value: f64) -> String {
    match value {
        v if v >= 1e6 => format!("{} M", v / 1e6),
        v if v >= 1e3 => format!("{} k", v / 1e3),
        v => v.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::tests::series;
    use crate::sample::{Axis, Quantile};

    #[test]
    fn a_logarithmic_axis_is_marked_three_times_a_decade() {
        let marks: Vec<String> = [0.5, 1.0, 2.0, 3.0, 40.0, 50.0, 90.0, 100.0, 700.0, 1000.0]
            .map(few)
            .into_iter()
            .filter(|mark| !mark.is_empty())
            .collect();
        assert_eq!(marks, [0.5, 1.0, 2.0, 50.0, 100.0, 1000.0].map(short));
    }

    /// Every shape is drawn as a picture that names its rows and its unit.
    #[test]
    fn each_shape_names_its_rows_and_units() {
        let mut results = Results { rooms: vec!["rings".into()], ..Results::default() };
        for (peer, side, base) in [("ours", Side::Ours, 10.0), ("rtrb", Side::Peer, 20.0)] {
            let mut bar = series(peer, side, &[(base, 80.0, 80.0); 5]);
            for reading in &mut bar.readings {
                reading.quantiles = [(0.5, base), (0.99, 3.0 * base)]
                    .map(|(share, nanos)| Quantile { share, nanos })
                    .to_vec();
            }
            results.series.push(bar);
            for bytes in [64.0, 1024.0, 65_536.0] {
                let mut row = series(peer, side, &[(base + bytes / 10.0, 80.0, 80.0); 5]);
                row.key.test = "sizes".into();
                row.key.point = bytes.to_string();
                row.axis = Some(Axis { name: "message size (bytes)".into(), at: bytes });
                results.series.push(row);
            }
        }
        let folder = std::env::temp_dir().join(format!("bench-plots-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let plots = plots(&results);
        let names: Vec<String> = plots.iter().map(Plot::file_name).collect();
        assert_eq!(
            names,
            [
                "rings-one-way-latency-64-b.svg",
                "rings-one-way-bars-64-b.svg",
                "rings-sizes-by-message-size.svg"
            ]
        );
        for plot in &plots {
            draw(plot, &results, &folder).expect("drawn");
            let svg = std::fs::read_to_string(folder.join(plot.file_name())).expect("a file");
            for text in ["▶ ours", "rtrb", "nanoseconds", "class near"] {
                assert!(svg.contains(text), "{} does not say {text}", plot.file_name());
            }
        }
        std::fs::remove_dir_all(&folder).expect("the folder");
    }
}
