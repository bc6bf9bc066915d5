/// Lays out a screen of one icon, one title and one sentence.
struct StatusScreen {
    let icon: Icon
    let title: Phrase
    let detail: Layout.Text?

    init(_ screen: Screen) {
        switch screen {
        case .starting:
            self.init(icon: .dots, title: .starting, detail: nil)
        case .connecting, .code:
            self.init(icon: .dots, title: .connecting, detail: nil)
        case .networkTrouble:
            self.init(
                icon: .exclamation, title: .networkTrouble, detail: .phrase(.networkTroubleDetail))
        case .signedIn:
            self.init(icon: .check, title: .signedIn, detail: .phrase(.signedInDetail))
        case .denied:
            self.init(icon: .cross, title: .denied, detail: .phrase(.deniedDetail))
        case .expired:
            self.init(icon: .exclamation, title: .expired, detail: .phrase(.expiredDetail))
        case .failed:
            self.init(icon: .cross, title: .failed, detail: .reason)
        }
    }

    private init(icon: Icon, title: Phrase, detail: Layout.Text?) {
        self.icon = icon
        self.title = title
        self.detail = detail
    }

    /// The forms of the screen, the best first.
    private struct Form {
        var iconSide: Int
        var titleSize: TextSize
        var detailSize: TextSize
    }

    private static var forms: InlineArray<6, Form> {
        [
            Form(iconSide: 40, titleSize: TextSize(.large, scale: 2), detailSize: TextSize(.medium)),
            Form(iconSide: 32, titleSize: TextSize(.large), detailSize: TextSize(.medium)),
            Form(iconSide: 24, titleSize: TextSize(.large), detailSize: TextSize(.small)),
            Form(iconSide: 0, titleSize: TextSize(.large), detailSize: TextSize(.small)),
            Form(iconSide: 0, titleSize: TextSize(.small), detailSize: TextSize(.small)),
            Form(iconSide: 0, titleSize: TextSize(.tiny), detailSize: TextSize(.tiny)),
        ]
    }

    /// Fills `layout` with the best form that fits whole; false when none does.
    func arrange(detail text: Span<UInt8>, on grid: Grid, in layout: inout Layout) -> Bool {
        let forms = StatusScreen.forms
        for index in forms.indices {
            var top = grid.margin
            while top < grid.height / 2 {
                guard
                    let end = fill(forms[index], top: top, detail: text, on: grid, in: &layout)
                else {
                    top += 1
                    continue
                }
                // Rows are shorter near the edge of a round panel, so the middle is searched.
                if top >= grid.height - end { return true }
                top += 1
            }
        }
        layout.removeAll()
        return false
    }

    private func fill(
        _ form: Form, top: Int, detail text: Span<UInt8>, on grid: Grid, in layout: inout Layout
    ) -> Int? {
        layout.removeAll()
        let margin = grid.margin
        let area = Frame(
            x: margin, y: margin, width: grid.width - 2 * margin, height: grid.height - 2 * margin)
        var stack = Stack(
            grid: grid, area: area, alignment: .center, inset: margin, top: top)
        if form.iconSide > 0 {
            stack.add(
                .icon(icon), width: form.iconSide, height: form.iconSide, ink: .accent,
                to: &layout)
            stack.space(6)
        }
        stack.add(title, size: form.titleSize, ink: .text, rows: 2, to: &layout)
        if let detail {
            stack.space(form.titleSize.height / 4)
            stack.add(
                text, as: detail, size: form.detailSize, ink: .caption, breaking: .words,
                rows: Limits.layoutElements, to: &layout)
        }
        return stack.fits ? stack.top : nil
    }
}
