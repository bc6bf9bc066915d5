import BoundedBytes
import HTTPWire
import JSONReader

/// One request and its response: the order of connecting, sending and receiving, a deadline for
/// each, and what the response says.
struct Exchange: ~Copyable {
    private(set) var phase = Phase.idle

    /// When the phase must have ended.
    private(set) var deadline = Instant(tick: 0)

    /// When the whole request had left.
    private(set) var sentAt = Instant(tick: 0)

    /// Whether the connection must be closed before anything else is sent on it.
    private(set) var mustClose = false

    private(set) var facts = AnswerFacts()

    private var response = HTTPResponseReader()
    private var json = JSONReader()
    private var head: HTTPResponseHead?
    private var isJSON = true
    /// The part of the input, while it is read, that is the body's and not read as JSON yet.
    private var body = 0..<0

    enum Phase {
        case idle, connecting, sending, receiving
    }

    /// A step in reading a response.
    enum Part {
        /// All of the input has been read.
        case incomplete
        /// The text of this member begins.
        case begin(AnswerMember)
        /// These bytes of the input belong to the member's text.
        case text(AnswerMember, Range<Int>)
        /// So does what this escape stands for.
        case escape(AnswerMember, EscapedText)
        /// The exchange is over.
        case end(End)
    }

    /// How an exchange ended.
    enum End {
        case response(Response)
        case failure(TransportFailure)
        case refused(HTTPError)
    }

    /// What a complete response says beside its members.
    struct Response {
        var status: UInt16
        var retryAfterSeconds: UInt32?
        /// Whether the body is one JSON object.
        var hasObject: Bool
    }

    // MARK: The order of things

    mutating func begin(_ kind: AnswerKind, at now: Instant) {
        response = HTTPResponseReader()
        json = JSONReader()
        head = nil
        isJSON = true
        body = 0..<0
        facts.begin(kind)
        enter(.connecting, at: now, GrantLimits.connectMillisecondsMaximum)
    }

    /// What the driver is to do for the exchange, if one is under way.
    func action<Outcome>(_ endpoint: EndpointName) -> MachineAction<Outcome>? {
        if mustClose { return .close }
        return switch phase {
        case .idle: nil
        case .connecting: .connect(endpoint, until: deadline)
        case .sending: .send(endpoint, until: deadline)
        case .receiving: .receive(until: deadline)
        }
    }

    mutating func didConnect(at now: Instant) {
        guard !mustClose, phase == .connecting else { return }
        enter(.sending, at: now, GrantLimits.sendMillisecondsMaximum)
    }

    mutating func didSend(at now: Instant) {
        guard !mustClose, phase == .sending else { return }
        sentAt = now
        enter(.receiving, at: now, GrantLimits.receiveMillisecondsMaximum)
    }

    /// The exchange's end, if a phase has taken too long.
    mutating func checkDeadline(at now: Instant) -> End? {
        guard phase != .idle, now.hasReached(deadline) else { return nil }
        return fail(.timedOut)
    }

    /// The exchange's end, if it was under way.
    mutating func didFail(_ failure: TransportFailure) -> End? {
        guard !mustClose, phase != .idle else { return nil }
        return fail(failure)
    }

    /// The connection is closed; that may be the end of the response.
    mutating func didClose() -> End? {
        if mustClose {
            mustClose = false
            return nil
        }
        switch phase {
        case .idle: return nil
        case .connecting, .sending: return fail(.closed)
        case .receiving:
            do throws(HTTPError) {
                try response.connectionDidEnd()
                return finish(.byConnectionEnd)
            } catch {
                return refuse(error)
            }
        }
    }

    /// Ends the exchange from this side; whatever is under way on the connection is given up.
    mutating func abandon() {
        if phase != .idle { mustClose = true }
        phase = .idle
    }

    // MARK: The response

    /// Reads on from `position`, which it moves behind what it has read.
    @inline(never)
    mutating func next(in bytes: borrowing Span<UInt8>, at position: inout Int) -> Part {
        guard !mustClose, phase == .receiving else {
            position = bytes.count
            return .incomplete
        }
        while true {
            if !body.isEmpty {
                if let part = readBody(bytes) { return part }
                continue
            }
            do throws(HTTPError) {
                switch try response.next(in: bytes, at: &position) {
                case .incomplete: return .incomplete
                case .head(let head): self.head = head
                case .body(let range): body = range
                case .end:
                    let end = finish(.byLength)
                    // Bytes behind the response answer nothing that was asked.
                    mustClose = mustClose || position < bytes.count
                    return .end(end)
                }
            } catch {
                return .end(refuse(error))
            }
        }
    }

    /// The text that was just told does not fit.
    mutating func textIsTooLong() {
        facts.currentIsTooLong()
    }

    private mutating func readBody(_ bytes: borrowing Span<UInt8>) -> Part? {
        // A body that is not JSON is read to its end all the same: the status tells what it means,
        // and the connection can be used again.
        guard isJSON else {
            body = 0..<0
            return nil
        }
        var position = body.lowerBound
        do throws(JSONError) {
            let part = try json.next(in: bytes.extracting(0..<body.upperBound), at: &position)
            body = position..<body.upperBound
            return tell(part, bytes)
        } catch {
            isJSON = false
            return nil
        }
    }

    private mutating func tell(_ part: JSONPart, _ bytes: borrowing Span<UInt8>) -> Part? {
        switch part {
        case .incomplete:
            break
        case .member(let kind):
            json.withMemberName { facts.beginMember($0, kind) }
            return facts.currentText.map { .begin($0) }
        case .value(let range):
            if let member = facts.currentText { return .text(member, range) }
            for index in range { facts.take(bytes[index]) }
        case .escape(let text):
            if let member = facts.currentText { return .escape(member, text) }
            for index in 0..<text.count { facts.take(text[index]) }
        case .memberEnd:
            facts.endMember()
        }
        return nil
    }

    // MARK: The end

    private mutating func enter(_ phase: Phase, at now: Instant, _ milliseconds: UInt32) {
        self.phase = phase
        deadline = now.advanced(byMilliseconds: milliseconds)
    }

    private mutating func fail(_ failure: TransportFailure) -> End {
        phase = .idle
        mustClose = true
        return .failure(failure)
    }

    private mutating func refuse(_ error: HTTPError) -> End {
        phase = .idle
        mustClose = true
        // Half an answer is the network's fault, not the server's.
        return error == .truncated ? .failure(.closed) : .refused(error)
    }

    /// How the end of a body is known.
    private enum Ending {
        case byLength, byConnectionEnd
    }

    private mutating func finish(_ ending: Ending) -> End {
        // A response is complete only behind its head.
        guard let head else { return refuse(.malformedStatusLine) }
        do throws(JSONError) {
            try json.finish()
        } catch {
            // Where the connection's end is the body's end, only the JSON tells half a body from a
            // whole one.
            if ending == .byConnectionEnd, isJSON, json.rootKind != nil {
                return refuse(.truncated)
            }
            isJSON = false
        }
        phase = .idle
        mustClose = ending == .byConnectionEnd || !response.keepsConnection
        return .response(
            Response(
                status: head.status, retryAfterSeconds: head.retryAfterSeconds,
                hasObject: isJSON && json.rootKind == .object))
    }
}
