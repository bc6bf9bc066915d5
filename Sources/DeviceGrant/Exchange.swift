import BoundedBytes
import HTTPWire
import JSONReader

/// One request and its response: the order of connecting, sending and receiving, with a deadline
/// for each.
struct Exchange: ~Copyable {
    private(set) var phase = Phase.idle

    /// When the phase must have ended.
    private(set) var deadline = Instant(tick: 0)

    /// When the whole request had left.
    private(set) var sentAt = Instant(tick: 0)

    private var response = HTTPResponseReader()
    private var json = JSONReader()
    private var head: HTTPResponseHead?
    private var isJSON = true
    /// The body ended before its JSON did.
    private var isHalfJSON = false

    enum Phase {
        case idle, connecting, sending, receiving
    }

    mutating func begin(at now: Instant) {
        response = HTTPResponseReader()
        json = JSONReader()
        head = nil
        isJSON = true
        isHalfJSON = false
        enter(.connecting, at: now, GrantLimits.connectMillisecondsMaximum)
    }

    mutating func didConnect(at now: Instant) {
        guard phase == .connecting else { return }
        enter(.sending, at: now, GrantLimits.sendMillisecondsMaximum)
    }

    mutating func didSend(at now: Instant) {
        guard phase == .sending else { return }
        sentAt = now
        enter(.receiving, at: now, GrantLimits.receiveMillisecondsMaximum)
    }

    mutating func end() {
        phase = .idle
    }

    /// Reads a part of the response; its known members go to `visitor`.
    ///
    /// - Returns: The facts of the response once it is complete, else nil.
    mutating func receive<Visitor: JSONMemberVisitor & ~Copyable>(
        _ bytes: borrowing Span<UInt8>, into visitor: inout Visitor
    ) throws(HTTPError) -> Response? {
        var position = 0
        while true {
            switch try response.next(in: bytes, at: &position) {
            case .incomplete:
                return nil
            case .head(let head):
                self.head = head
            case .body(let range):
                readJSON(bytes.extracting(range), into: &visitor)
            case .end:
                // Bytes behind the response answer nothing that was asked.
                return finish(isReusable: position == bytes.count, into: &visitor)
            }
        }
    }

    /// The peer has ended the connection, which may be the end of the response.
    mutating func connectionDidEnd<Visitor: JSONMemberVisitor & ~Copyable>(
        into visitor: inout Visitor
    ) throws(HTTPError) -> Response? {
        try response.connectionDidEnd()
        let answer = finish(isReusable: false, into: &visitor)
        // Where the connection's end is the body's end, only the JSON tells half a body from a whole
        // one.
        if isHalfJSON { throw .truncated }
        return answer
    }

    /// What a complete response says beside its members.
    struct Response {
        var status: UInt16
        var retryAfterSeconds: UInt32?
        /// Whether the body is one JSON object.
        var hasObject: Bool
        /// Whether the connection may carry the next exchange.
        var keepsConnection: Bool
    }

    private mutating func enter(_ phase: Phase, at now: Instant, _ milliseconds: UInt32) {
        self.phase = phase
        deadline = now.advanced(byMilliseconds: milliseconds)
    }

    private mutating func readJSON<Visitor: JSONMemberVisitor & ~Copyable>(
        _ bytes: borrowing Span<UInt8>, into visitor: inout Visitor
    ) {
        // A body that is not JSON is read to its end all the same: the status tells what it means,
        // and the connection can be used again.
        guard isJSON else { return }
        do throws(JSONError) { try json.read(bytes, into: &visitor) } catch { isJSON = false }
    }

    private mutating func finish<Visitor: JSONMemberVisitor & ~Copyable>(
        isReusable: Bool, into visitor: inout Visitor
    ) -> Response? {
        guard let head else { return nil }
        do throws(JSONError) {
            try json.finish(into: &visitor)
        } catch {
            isHalfJSON = isJSON && json.rootKind != nil
            isJSON = false
        }
        return Response(
            status: head.status, retryAfterSeconds: head.retryAfterSeconds,
            hasObject: isJSON && json.rootKind == .object,
            keepsConnection: isReusable && response.keepsConnection)
    }
}
