import HTTPWire

// The HTTP response reader: whole and cut anywhere it must say the same.

@c(LLVMFuzzerTestOneInput)
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = Input(start, count)
    let cuts = Cuts(&input)
    let whole = ResponseReading(of: input.rest, .whole)
    let cut = ResponseReading(of: input.rest, .cut(cuts))
    require(whole == cut, "\(whole) whole, \(cut) cut")
    return 0
}

/// What came of reading one response.
struct ResponseReading: Equatable {
    private var head: HTTPResponseHead?
    private var body = Digest()
    private var bodyBytes = 0
    private var hasEnded = false
    private var keepsConnection = false
    private var error: HTTPError?
    /// How far the reader came.
    private var end = 0
    /// What the connection's end after the bytes meant.
    private var errorAtEnd: HTTPError?

    init(of response: Bytes, _ handing: Handing) {
        var reader = HTTPResponseReader()
        var error: HTTPError?
        handing.forEachPiece(of: response) { piece in
            do throws(HTTPError) {
                try read(piece, with: &reader)
                return hasEnded ? .stop : .goOn
            } catch let failure {
                error = failure
                return .stop
            }
        }
        self.error = error
        guard error == nil else {
            // A field is read in runs: behind an error the position means nothing.
            end = 0
            return
        }
        keepsConnection = hasEnded && reader.keepsConnection
        do throws(HTTPError) {
            try reader.connectionDidEnd()
            require(head != nil, "an end without a head")
        } catch {
            require(!hasEnded, "complete, and then not")
            errorAtEnd = error
        }
    }

    private mutating func read(
        _ piece: Bytes, with reader: inout HTTPResponseReader
    ) throws(HTTPError) {
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
            case .head(let head):
                require(self.head == nil, "two heads")
                require(200...999 ~= head.status, "a status \(head.status)")
                self.head = head
            case .body(let range):
                require(head != nil && !range.isEmpty, "a body without a head")
                require(before <= range.lowerBound && range.upperBound <= position, "old bytes")
                body.add(piece.part(range).span)
                bodyBytes += range.count
            case .end:
                require(head != nil, "an end without a head")
                hasEnded = true
                let again = try reader.next(in: piece.span, at: &position)
                require(again == .end, "something behind the end")
                return
            }
        }
    }
}
