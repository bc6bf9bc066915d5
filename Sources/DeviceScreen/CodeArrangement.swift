/// One way to arrange the code screen. ``CodeScreen`` tries them from the best to the plainest.
struct CodeArrangement {
    enum Placement {
        /// The QR code at the left, the text in a column at its right.
        case beside
        /// The QR code between the verification URI and the user code.
        case between
        /// No QR code.
        case textAlone
    }

    /// How much stands around the two texts that must be there, and how large these are.
    enum Density {
        case roomy
        case normal
        /// No captions.
        case plain
        /// The smallest lettering.
        case dense
        /// The two texts alone, on every pixel there is.
        case bare
    }

    var placement: Placement
    var density: Density
    /// Logical pixels a module; 0 without a QR code.
    var moduleSize: Int
    var codeSize: TextSize
    /// Rows that the user code may take.
    var codeRows: Int

    /// The sizes of the user code, the largest first.
    static var codeSizes: InlineArray<7, TextSize> {
        [
            TextSize(.large, scale: 3), TextSize(.large, scale: 2), TextSize(.medium, scale: 2),
            TextSize(.large), TextSize(.medium), TextSize(.small), TextSize(.tiny),
        ]
    }
}

extension CodeArrangement.Density {
    /// The lettering of everything but the user code.
    var textSize: TextSize {
        switch self {
        case .roomy, .normal, .plain: TextSize(.small)
        case .dense, .bare: TextSize(.tiny)
        }
    }

    var uriSize: TextSize {
        self == .roomy ? TextSize(.medium) : textSize
    }

    /// The smallest height of the user code, in logical pixels.
    var leastCodeHeight: Int {
        switch self {
        case .roomy: 16
        case .normal: 12
        case .plain: 8
        case .dense, .bare: 6
        }
    }

    /// Rows that the user code may take where one is too short for it.
    var codeRows: Int {
        switch self {
        case .roomy: 1
        case .normal: 2
        case .plain: 4
        case .dense, .bare: ScreenLimits.layoutElements
        }
    }

    var hasCaptions: Bool { self == .roomy || self == .normal }

    var hasCountdown: Bool { self != .bare }

    var breaking: LineBreaking {
        switch self {
        case .roomy: .joints
        case .normal, .plain: .jointsOrAnywhere
        case .dense, .bare: .anywhere
        }
    }

    /// Logical pixels between groups of rows.
    var groupGap: Int {
        switch self {
        case .roomy: 5
        case .normal: 4
        case .plain: 3
        case .dense: 1
        case .bare: 0
        }
    }

    /// Logical pixels between a caption and what it explains.
    var rowGap: Int {
        switch self {
        case .roomy, .normal, .plain: 2
        case .dense, .bare: 0
        }
    }

    /// Logical pixels kept free at the panel's edge.
    func margin(on grid: Grid) -> Int {
        switch self {
        case .roomy, .normal, .plain: grid.margin
        case .dense: 1
        case .bare: 0
        }
    }
}
