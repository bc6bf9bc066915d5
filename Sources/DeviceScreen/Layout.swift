/// Where everything of one screen stands, in logical pixels. It is computed first and drawn
/// second, so that what fits is known before a pixel changes.
struct Layout: ~Copyable {
    /// One row of text, or one block.
    struct Element {
        var frame: Frame
        var content: Content
        var ink: Ink

        static var none: Element { Element(frame: .none, content: .progressBar, ink: .text) }
    }

    enum Content {
        /// Bytes `start` to before `start + count` of `text`, in `size`.
        case row(Text, start: UInt16, count: UInt8, size: TextSize)
        case qrCode(moduleSize: UInt8)
        case progressBar
        case icon(Icon)
    }

    /// Whose text a row shows.
    enum Text: Equatable {
        case userCode
        case verificationURI
        case countdown
        case phrase(Phrase)
        /// The reason of ``Screen/failed(_:)``.
        case reason
    }

    private var elements: InlineArray<32, Element>

    private(set) var count: Int

    /// Whether the remaining time is also drawn as a ring along a round panel's edge.
    var hasProgressRing: Bool

    init() {
        elements = InlineArray(repeating: .none)
        count = 0
        hasProgressRing = false
    }

    subscript(index: Int) -> Element {
        precondition(index < count, "an element beyond the layout's last")
        return elements[index]
    }

    mutating func removeAll() {
        count = 0
        hasProgressRing = false
    }

    /// Adds an element; false, and nothing added, beyond ``ScreenLimits/layoutElements``.
    mutating func append(_ element: Element) -> Bool {
        guard count < elements.count else { return false }
        elements[count] = element
        count += 1
        return true
    }
}
