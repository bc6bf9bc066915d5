/// The logical pixels of a panel.
///
/// Everything is laid out on a grid of about 160 x 90 and drawn in square blocks of `unit` panel
/// pixels. So one layout serves a watch and a television, text on a television has a size that
/// is read from the sofa, and a terminal that draws a character cell per logical pixel shows the
/// picture exactly.
struct Grid: Equatable {
    /// Panel pixels a side of one logical pixel.
    let unit: Int
    /// Logical pixels a row, and rows.
    let width: Int
    let height: Int
    let shape: Panel.Shape

    init(panel: Panel) {
        unit = panel.logicalPixel
        width = panel.width / unit
        height = panel.height / unit
        shape = panel.shape
    }

    /// Logical pixels kept free at the edge: televisions hide up to 5 % of a picture.
    var margin: Int {
        switch shape {
        case .rectangle: max(1, min(4, min(width, height) / 20))
        case .round: 8
        }
    }

    /// The part of `area` that a person can see in all rows from `top` to before `bottom`, at
    /// least `inset` away from the edge of a round panel. Its width may be 0.
    func visible(_ area: Frame, top: Int, bottom: Int, inset: Int) -> Frame {
        var left = area.x
        var right = area.right
        if shape == .round {
            // In half pixels from the middle, so that even and odd sides are exact.
            let radius = max(0, min(width, height) - 2 * inset)
            let rise = max(abs(2 * top - height), abs(2 * bottom - height))
            let reach = rise < radius ? squareRoot(radius * radius - rise * rise) : 0
            left = max(left, (width - reach + 1) / 2)
            right = min(right, (width + reach) / 2)
        }
        return Frame(x: left, y: top, width: max(0, right - left), height: bottom - top)
    }

    /// Whether all of `frame` is visible, at least `inset` away from the edge of a round panel.
    func shows(_ frame: Frame, inset: Int) -> Bool {
        guard frame.x >= 0, frame.y >= 0, frame.right <= width, frame.bottom <= height else {
            return false
        }
        let row = visible(frame, top: frame.y, bottom: frame.bottom, inset: inset)
        return row == frame
    }

    /// The whole panel.
    var frame: Frame { inside(margin: 0) }

    /// The panel without `margin` pixels at each edge.
    func inside(margin: Int) -> Frame {
        Frame(
            x: margin, y: margin, width: max(0, width - 2 * margin),
            height: max(0, height - 2 * margin))
    }

    /// The first row at which `bottom`, which lays something out from there and returns the row
    /// after its last, leaves as much free below as above; nil where it fits nowhere.
    ///
    /// It is searched: rows of text are shorter near the edge of a round panel, so the height
    /// depends on where the text begins.
    func topOfCentered(_ bottom: (Int) -> Int?) -> Int? {
        var best: Int?
        var leastSkew = height
        for top in 0...height / 2 {
            guard let end = bottom(top) else { continue }
            let skew = abs(height - end - top)
            if skew < leastSkew {
                leastSkew = skew
                best = top
            }
            if height - end <= top { break }
        }
        return best
    }
}

/// The integer square root, rounded down. The loop runs once a bit of the root.
func squareRoot(_ number: Int) -> Int {
    var root = 0
    var bit = 1 << 14
    while bit > 0 {
        let candidate = root | bit
        if candidate * candidate <= number {
            root = candidate
        }
        bit >>= 1
    }
    return root
}
