//! What can be seen of a layout, by its coordinates alone.

use crate::process::diagram::Shape;
use crate::process::layout::{EdgeLine, Layout, NodeBox, Point, Rect};

/// A stretch, its ends in ascending order.
pub(super) type Stretch = (Point, Point);

pub(super) fn stretches(edge: &EdgeLine) -> impl Iterator<Item = Stretch> {
    edge.points.windows(2).map(|pair| (pair[0].min(pair[1]), pair[0].max(pair[1])))
}

/// Whether two rectangles share more than a border.
pub(super) fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

/// Whether a stretch goes through the inside of a rectangle.
pub(super) fn pierces(stretch: &Stretch, rect: &Rect) -> bool {
    let (from, to) = stretch;
    from.x < rect.right() && to.x > rect.x && from.y < rect.bottom() && to.y > rect.y
}

/// Whether two stretches lie on top of one another for more than a point.
pub(super) fn on_top(p: &Stretch, q: &Stretch) -> bool {
    let level = p.0.y == p.1.y && q.0.y == q.1.y && p.0.y == q.0.y && p.0.x < q.1.x && q.0.x < p.1.x;
    let upright = p.0.x == p.1.x && q.0.x == q.1.x && p.0.x == q.0.x && p.0.y < q.1.y && q.0.y < p.1.y;
    level || upright
}

/// How often an upright stretch of one edge crosses a level one of another.
pub(super) fn crossings(layout: &Layout) -> usize {
    let mut count = 0;
    for (n, p) in layout.edges.iter().enumerate() {
        for q in &layout.edges[n + 1..] {
            let pairs = stretches(p).flat_map(|p| stretches(q).map(move |q| (p, q)));
            count += pairs.filter(|(p, q)| cross(p, q) || cross(q, p)).count();
        }
    }
    count
}

fn cross(level: &Stretch, upright: &Stretch) -> bool {
    let (y, x) = (level.0.y, upright.0.x);
    level.0.y == level.1.y
        && upright.0.x == upright.1.x
        && level.0.x < x
        && x < level.1.x
        && upright.0.y < y
        && y < upright.1.y
}

/// Whether a point is on the outline of a node, to within the rounding of a slanted or round one.
pub(super) fn on_border(node: &NodeBox, point: Point) -> bool {
    let body = &node.body;
    let (dx, dy) = ((point.x - body.center().x).abs(), (point.y - body.center().y).abs());
    let half = body.height / 2;
    match node.shape {
        Shape::Gateway => (dx + dy - half).abs() <= 1,
        Shape::Start | Shape::End => {
            let distance = f64::from(dx * dx + dy * dy).sqrt();
            (distance - f64::from(half)).abs() <= 1.0
        }
        _ => dx == body.width / 2 && dy <= half,
    }
}
