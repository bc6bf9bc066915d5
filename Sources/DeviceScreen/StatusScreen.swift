/// Lays out a screen of one icon, one title and one sentence.
struct StatusScreen {
    let icon: Icon
    let title: Phrase
    let detail: Layout.Text?

    init(_ screen: Screen) {
        switch screen {
        case .starting:
            self.init(icon: .dots, title: .starting, detail: nil)
        case .connecting:
            self.init(icon: .dots, title: .connecting, detail: nil)
        case .code:
            self.init(icon: .dots, title: .code, detail: nil)
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
        var breaking = LineBreaking.words
    }

    private static var forms: InlineArray<6, Form> {
        [
            Form(
                iconSide: 56, titleSize: TextSize(.large, scale: 2),
                detailSize: TextSize(.medium)),
            Form(iconSide: 32, titleSize: TextSize(.large), detailSize: TextSize(.medium)),
            Form(iconSide: 24, titleSize: TextSize(.large), detailSize: TextSize(.small)),
            Form(iconSide: 0, titleSize: TextSize(.large), detailSize: TextSize(.small)),
            Form(iconSide: 0, titleSize: TextSize(.small), detailSize: TextSize(.small)),
            Form(
                iconSide: 0, titleSize: TextSize(.tiny), detailSize: TextSize(.tiny),
                breaking: .anywhere),
        ]
    }

    /// Glyphs of the longest title. A form whose lettering could not hold it in one row is for
    /// larger panels: one panel's screens have titles of one size.
    private static var titleGlyphs: Int { 14 }

    /// Fills `layout` with the best form that fits whole; false when none does.
    func arrange(detail text: Span<UInt8>, on grid: Grid, in layout: inout Layout) -> Bool {
        let forms = StatusScreen.forms
        for index in forms.indices {
            let form = forms[index]
            let titleWidth = StatusScreen.titleGlyphs * form.titleSize.width
            let isLast = index == forms.count - 1
            guard isLast || titleWidth <= grid.width - 2 * grid.margin else { continue }
            let top = grid.topOfCentered { top in
                fill(form, top: top, detail: text, on: grid, in: &layout)
            }
            if let top, fill(form, top: top, detail: text, on: grid, in: &layout) != nil {
                return true
            }
        }
        layout.removeAll()
        return false
    }

    /// Fills `layout` from `top` downwards; the row after the last, nil when it does not fit.
    private func fill(
        _ form: Form, top: Int, detail text: Span<UInt8>, on grid: Grid, in layout: inout Layout
    ) -> Int? {
        layout.removeAll()
        var stack = Stack(
            grid: grid, area: grid.inside(margin: grid.margin), alignment: .center,
            inset: grid.margin, top: top)
        if form.iconSide > 0 {
            stack.add(
                .icon(icon), width: form.iconSide, height: form.iconSide, ink: .accent,
                to: &layout)
            stack.space(6)
        }
        stack.add(
            title, size: form.titleSize, ink: .text, breaking: form.breaking, rows: 2, to: &layout)
        if let detail {
            stack.space(form.titleSize.height / 4)
            stack.add(
                text, as: detail, size: form.detailSize, ink: .caption, breaking: form.breaking,
                rows: ScreenLimits.layoutElements, to: &layout)
        }
        return stack.fits ? stack.top : nil
    }
}

extension Screen {
    /// The screen in two or three words, for a log or a caption.
    public var title: StaticString { StatusScreen(self).title.text }
}
