//! Outlines of nodes. Each kind differs from all others without colour.

use crate::process::diagram::Shape;
use crate::process::layout::Rect;
use std::fmt::Write;

/// Draws the outline of a node; small ones, in the legend, have their sign in the middle.
pub(super) fn outline(shape: Shape, body: &Rect, small: bool, out: &mut String) -> std::fmt::Result {
    let middle = body.center();
    match shape {
        Shape::Start | Shape::End => circle(shape, body, out),
        Shape::Gateway => writeln!(
            out,
            "<path class=\"ot-body\" d=\"M{} {}L{} {}L{} {}L{} {}z\"/>",
            body.x,
            middle.y,
            middle.x,
            body.y,
            body.right(),
            middle.y,
            middle.x,
            body.bottom()
        ),
        Shape::Form => {
            let fold = if small { 6 } else { 12 };
            let (x, y, right, bottom) = (body.x, body.y, body.right(), body.bottom());
            writeln!(
                out,
                "<path class=\"ot-body\" d=\"M{x} {y}H{}L{right} {}V{bottom}H{x}z\"/>\
                 <path class=\"ot-thin\" d=\"M{} {y}v{fold}h{fold}\"/>",
                right - fold,
                y + fold,
                right - fold
            )?;
            sign(shape, body, small, out)
        }
        Shape::Special => {
            rectangle(body, 6, "ot-body", 0, out)?;
            rectangle(body, 4, "ot-thin", 3, out)
        }
        Shape::Call => {
            rectangle(body, 0, "ot-body", 0, out)?;
            let bar = if small { 4 } else { 7 };
            let (left, right, height) = (body.x + bar, body.right() - bar, body.height);
            writeln!(
                out,
                "<path class=\"ot-thin\" d=\"M{left} {y}v{height}M{right} {y}v{height}\"/>",
                y = body.y
            )
        }
        Shape::Task | Shape::Automatic => rectangle(body, 7, "ot-body", 0, out),
        Shape::Wait => {
            rectangle(body, body.height / 2, "ot-body", 0, out)?;
            sign(shape, body, small, out)
        }
        Shape::Notice | Shape::Delivery => {
            rectangle(body, 3, "ot-body", 0, out)?;
            sign(shape, body, small, out)
        }
    }
}

fn circle(shape: Shape, body: &Rect, out: &mut String) -> std::fmt::Result {
    let middle = body.center();
    // The strong border of an end lies inside, where arrows end.
    let inset = if shape == Shape::End { 2 } else { 0 };
    writeln!(
        out,
        "<circle class=\"ot-body\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
        middle.x,
        middle.y,
        body.width / 2 - inset
    )?;
    let size = body.width / 6;
    match shape {
        Shape::Start => writeln!(
            out,
            "<path class=\"ot-solid\" d=\"M{} {}v{}l{} -{size}z\"/>",
            middle.x - size + 1,
            middle.y - size,
            2 * size,
            2 * size - 1
        ),
        _ => writeln!(
            out,
            "<rect class=\"ot-solid\" x=\"{}\" y=\"{}\" width=\"{s}\" height=\"{s}\"/>",
            middle.x - size + 1,
            middle.y - size + 1,
            s = 2 * size - 2
        ),
    }
}

fn rectangle(body: &Rect, round: i32, class: &str, inset: i32, out: &mut String) -> std::fmt::Result {
    writeln!(
        out,
        "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{round}\"/>",
        body.x + inset,
        body.y + inset,
        body.width - 2 * inset,
        body.height - 2 * inset
    )
}

/// The little picture that tells boxes apart: a sheet's lines, a clock, an envelope, a parcel.
fn sign(shape: Shape, body: &Rect, small: bool, out: &mut String) -> std::fmt::Result {
    let middle = body.center();
    let x = if small { middle.x } else { body.x + 20 };
    let y = middle.y;
    let path = match shape {
        Shape::Form if small => "M-7 -3h10M-7 1h12M-7 5h12",
        Shape::Form => "M-7 -5h14M-7 0h14M-7 5h9",
        Shape::Wait => "M6 0A6 6 0 1 1 -6 0A6 6 0 1 1 6 0zM0 -4V0L3 2",
        Shape::Notice => "M-8 -5h16v10h-16zM-8 -5L0 1.5L8 -5",
        _ => "M-7 -6h14v12h-14zM-7 -2h14M0 -6v4",
    };
    writeln!(out, "<path class=\"ot-thin\" transform=\"translate({x} {y})\" d=\"{path}\"/>")
}
