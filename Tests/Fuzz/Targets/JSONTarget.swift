import JSONReader

// The JSON reader: whole and cut anywhere it must say the same, and take what the grammar takes.

@c(LLVMFuzzerTestOneInput)
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = Input(start, count)
    let cuts = Cuts(&input)
    let text = input.rest
    let whole = JSONReading(of: text, .whole)
    let cut = JSONReading(of: text, .cut(cuts))
    require(whole.error == cut.error, "\(whole.error as Any) whole, \(cut.error as Any) cut")
    require(whole.end == cut.end, "ends at \(whole.end) whole, at \(cut.end) cut")
    require(whole.rootKind == cut.rootKind, "another kind when cut")
    require(whole.members == cut.members, "other members when cut")
    // Before an error a cut text may have told more of a string than a whole one.
    require(whole.error != nil || whole.content == cut.content, "other content when cut")
    let isJSON = JSONGrammar.accepts(text, depth: JSONReader.depthMaximum)
    require(isJSON == (whole.error == nil), "the grammar says \(isJSON), the reader does not")
    return 0
}

/// What came of reading one text.
struct JSONReading {
    private(set) var members = Digest()
    private(set) var content = Digest()
    private(set) var rootKind: JSONKind?
    private(set) var error: JSONError?
    /// How far the reader came.
    private(set) var end = 0

    /// Whether a member has begun and not ended.
    private var isInMember = false

    init(of text: Bytes, _ handing: Handing) {
        var reader = JSONReader()
        var error: JSONError?
        handing.forEachPiece(of: text) { piece in
            do throws(JSONError) {
                try read(piece, with: &reader)
                return .goOn
            } catch let failure {
                error = failure
                return .stop
            }
        }
        if error == nil {
            do throws(JSONError) { try reader.finish() } catch let failure { error = failure }
            require(error != nil || !isInMember, "a member without an end")
        }
        self.error = error
        rootKind = reader.rootKind
    }

    private mutating func read(
        _ piece: Bytes, with reader: inout JSONReader
    ) throws(JSONError) {
        var position = 0
        let start = end
        defer { end = start + position }
        while true {
            let before = position
            let part = try reader.next(in: piece.span, at: &position)
            require(before <= position && position <= piece.count, "the position runs away")
            switch part {
            case .incomplete:
                require(position == piece.count, "incomplete, with bytes left")
                return
            case .member(let kind):
                require(!isInMember, "a member inside a member")
                isInMember = true
                content.add(UInt8(0))
                reader.withMemberName { members.add($0) }
                members.add(UInt8(kind == .object ? 1 : kind == .array ? 2 : 3))
            case .value(let range):
                require(isInMember && !range.isEmpty, "a value outside a member")
                require(before <= range.lowerBound && range.upperBound <= position, "old bytes")
                content.add(piece.part(range).span)
            case .escape(let text):
                require(isInMember && 1...4 ~= text.count, "an escape outside a member")
                for index in 0..<text.count { content.add(text[index]) }
            case .memberEnd:
                require(isInMember, "an end without a member")
                isInMember = false
                members.add(UInt8(4))
            }
        }
    }
}
