/// Lays out the code screen.
///
/// What gives way on a small panel, in this order: the QR code's size, the captions, the QR code,
/// the lettering's size, the countdown. The verification URI and the user code are whole in every
/// arrangement (RFC 8628 §3.3.1: both stay on the screen beside a QR code).
struct CodeScreen {
    let grid: Grid
    /// Modules a side with the quiet zone; 0 without a QR code.
    let qrCodeSide: Int
    /// Stands in for the captions, and keeps its place where they have none.
    let notice: Phrase?

    /// Fills `layout`; false when the panel cannot hold the texts even in the smallest lettering.
    func arrange(
        userCode: Span<UInt8>, verificationURI: Span<UInt8>, countdown: Span<UInt8>,
        in layout: inout Layout
    ) -> Bool {
        func attempt(
            _ placement: CodeArrangement.Placement, _ moduleSize: Int,
            _ density: CodeArrangement.Density, _ leastCodeHeight: Int = 0
        ) -> Bool {
            arrange(
                placement, moduleSize, density, max(leastCodeHeight, density.leastCodeHeight),
                userCode: userCode, verificationURI: verificationURI, countdown: countdown,
                in: &layout)
        }

        if qrCodeSide > 0 {
            let isWide = grid.shape == .rectangle && grid.width * 4 >= grid.height * 5
            let placements: InlineArray<2, CodeArrangement.Placement> =
                isWide ? [.beside, .between] : [.between, .beside]
            for index in placements.indices {
                let sizes = moduleSizes(placements[index])
                for size in sizes.reversed() {
                    if attempt(placements[index], size, .roomy) { return true }
                    if attempt(placements[index], size, .normal) { return true }
                }
                for size in sizes.reversed() {
                    if attempt(placements[index], size, .plain) { return true }
                }
            }
        }
        // Without a QR code the user code is read and typed, so it is as large as it can be.
        return attempt(.textAlone, 0, .roomy, 24) || attempt(.textAlone, 0, .normal, 24)
            || attempt(.textAlone, 0, .plain, 24) || attempt(.textAlone, 0, .roomy)
            || attempt(.textAlone, 0, .normal) || attempt(.textAlone, 0, .plain)
            || attempt(.textAlone, 0, .dense) || attempt(.textAlone, 0, .bare)
    }

    /// The module sizes worth trying, in logical pixels; the QR code takes at most half of the
    /// side that it shares with the text.
    private func moduleSizes(_ placement: CodeArrangement.Placement) -> Range<Int> {
        let least = (ScreenLimits.modulePixels + grid.unit - 1) / grid.unit
        let free =
            switch placement {
            case .beside: min(grid.width / 2, grid.height - 2 * grid.margin)
            case .between where grid.shape == .round: grid.height / 2
            case .between: min(grid.height * 5 / 8, grid.width - 2 * grid.margin)
            case .textAlone: 0
            }
        return least..<max(least, free / qrCodeSide + 1)
    }

    /// Tries the user code's sizes, the largest first: on one row, then on several.
    private func arrange(
        _ placement: CodeArrangement.Placement, _ moduleSize: Int,
        _ density: CodeArrangement.Density, _ leastCodeHeight: Int, userCode: Span<UInt8>,
        verificationURI: Span<UInt8>, countdown: Span<UInt8>, in layout: inout Layout
    ) -> Bool {
        let sizes = CodeArrangement.codeSizes
        for rows in 1...2 {
            for index in sizes.indices where sizes[index].height >= leastCodeHeight {
                let way = CodeArrangement(
                    placement: placement, density: density, moduleSize: moduleSize,
                    codeSize: sizes[index], codeRows: rows == 1 ? 1 : density.codeRows)
                if center(
                    way, userCode: userCode, verificationURI: verificationURI,
                    countdown: countdown, in: &layout)
                {
                    return true
                }
            }
        }
        return false
    }

    /// Fills `layout` so that as much is free above as below; false when it does not fit.
    private func center(
        _ way: CodeArrangement, userCode: Span<UInt8>, verificationURI: Span<UInt8>,
        countdown: Span<UInt8>, in layout: inout Layout
    ) -> Bool {
        func bottom(top: Int, spread: Int) -> Int? {
            fill(
                way, top: top, spread: spread, userCode: userCode,
                verificationURI: verificationURI, countdown: countdown, in: &layout)
        }

        // A third of what is free goes between the groups, as far as that doubles the gaps; on a
        // round panel that could push rows to where they are too short.
        var spread = 0
        let margin = way.density.margin(on: grid)
        if grid.shape == .rectangle {
            guard let least = bottom(top: margin, spread: 0) else { return false }
            spread = min(way.density.groupGap, (grid.height - margin - least) / 9)
        }
        guard let top = grid.topOfCentered({ bottom(top: $0, spread: spread) }) else {
            return false
        }
        return bottom(top: top, spread: spread) != nil
    }

    /// Fills `layout` from `top` downwards; the row after the last, nil when it does not fit.
    private func fill(
        _ way: CodeArrangement, top: Int, spread: Int, userCode: Span<UInt8>,
        verificationURI: Span<UInt8>, countdown: Span<UInt8>, in layout: inout Layout
    ) -> Int? {
        layout.removeAll()
        let density = way.density
        let margin = density.margin(on: grid)
        let side = qrCodeSide * way.moduleSize
        let qrCode = Layout.Content.qrCode(moduleSize: UInt8(way.moduleSize))
        var left = margin
        if way.placement == .beside {
            let frame = Frame(x: margin, y: (grid.height - side) / 2, width: side, height: side)
            guard frame.y >= margin, grid.shows(frame, inset: margin),
                layout.append(Layout.Element(frame: frame, content: qrCode, ink: .light))
            else {
                return nil
            }
            left = frame.right + margin + 1
        }
        let area = Frame(
            x: left, y: margin, width: max(0, grid.width - margin - left),
            height: grid.height - 2 * margin)
        var stack = Stack(
            grid: grid, area: area, alignment: way.placement == .beside ? .leading : .center,
            inset: margin, top: top)

        let opening: Phrase = way.placement == .textAlone ? .open : .scanOrOpen
        if let heading = notice ?? (density.hasCaptions ? opening : nil), density != .bare {
            stack.add(
                heading, size: density.textSize, ink: notice == nil ? .caption : .accent,
                rows: 2, to: &layout)
            stack.space(density.rowGap)
        }
        stack.add(
            verificationURI, as: .verificationURI, size: density.uriSize, ink: .text,
            breaking: density.breaking, rows: ScreenLimits.layoutElements, to: &layout)
        stack.space(density.groupGap + spread)
        if way.placement == .between {
            stack.add(qrCode, width: side, height: side, ink: .light, to: &layout)
            stack.space(density.groupGap + spread)
        } else if density.hasCaptions {
            stack.add(.enterCode, size: density.textSize, ink: .caption, rows: 1, to: &layout)
            stack.space(density.rowGap)
        }
        stack.add(
            userCode, as: .userCode, size: way.codeSize, ink: .accent, breaking: density.breaking,
            rows: way.codeRows, to: &layout)
        if density.hasCountdown, !countdown.isEmpty {
            stack.space(density.groupGap + spread)
            if grid.shape == .round || density == .dense {
                layout.hasProgressRing = grid.shape == .round && density != .dense
                stack.add(
                    countdown, as: .countdown, size: density.textSize, ink: .caption,
                    breaking: .anywhere, rows: 1, to: &layout)
            } else {
                stack.addProgress(countdown, size: density.textSize, width: 150, to: &layout)
            }
        }
        return stack.fits ? stack.top : nil
    }
}
