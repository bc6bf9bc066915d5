import BoundedBytes
import HTTPWire
import JSONReader

/// One request and its response: the order of connecting, sending and receiving, a deadline for
/// each, and what the response says.
struct Exchange: ~Copyable {
    private(set) var phase = Phase.idle

    /// When the whole request had left.
    private(set) var sentAt = Instant(tick: 0)

    /// Whether the connection must be closed before anything else is sent on it.
    private(set) var mustClose = false

    private(set) var facts = AnswerFacts()

    /// The texts of the answer, and whatever else the machine holds.
    var texts: TextTable

    /// The status of the response; 0 if there is none, or not all of it.
    private(set) var status: UInt16 = 0

    /// The delay that the response asks for, at most ``GrantLimits/lifetimeSecondsMaximum``; 0 if it
    /// asks for none.
    private(set) var retryAfterSeconds: UInt32 = 0

    private var request = MachineRequest.codes
    /// When the phase must have ended.
    private var deadline = Instant(tick: 0)
    private var response = HTTPResponseReader()
    private var json = JSONReader()
    private var isJSON = true
    private let inPlace = InPlace()

    enum Phase {
        case idle, connecting, sending, receiving
    }

    /// What happens on the connection, or does not.
    enum Event {
        case connected, sent, received, closed
        case failed(TransportFailure)
        /// Time has passed, and no more.
        case none
    }

    init(_ texts: consuming TextTable) {
        self.texts = texts
    }

    // MARK: The order of things

    @inline(never)
    mutating func begin(_ request: MachineRequest, _ kind: AnswerKind, at now: Instant) {
        self.request = request
        response = HTTPResponseReader()
        json = JSONReader()
        isJSON = true
        status = 0
        retryAfterSeconds = 0
        facts = AnswerFacts(kind)
        enter(.connecting, at: now, GrantLimits.connectMillisecondsMaximum)
    }

    /// What the driver is to do for the exchange, if one is under way.
    func action<Outcome>() -> MachineAction<Outcome>? {
        if mustClose { return .close }
        return switch phase {
        case .idle: nil
        case .connecting: .connect(request.endpoint, until: deadline)
        case .sending: .send(request.endpoint, until: deadline)
        case .receiving: .receive(until: deadline)
        }
    }

    /// Takes in an event, with the bytes that have been received.
    ///
    /// - Returns: How the exchange ended, if it did; `granted` is a success of any kind.
    @inline(never)
    mutating func didHappen(
        _ event: Event, _ bytes: borrowing Span<UInt8>, _ room: inout MutableSpan<UInt8>,
        at now: Instant
    ) -> PollOutcome? {
        if case .none = event {
            return phase != .idle && now.hasReached(deadline) ? fail(.timedOut) : nil
        }
        if mustClose {
            if case .closed = event { mustClose = false }
            return nil
        }
        switch (event, phase) {
        case (.connected, .connecting):
            enter(.sending, at: now, GrantLimits.sendMillisecondsMaximum)
        case (.sent, .sending):
            sentAt = now
            enter(.receiving, at: now, GrantLimits.receiveMillisecondsMaximum)
        case (.received, .receiving), (.closed, .receiving):
            do throws(HTTPError) {
                if case .closed = event {
                    try response.connectionDidEnd()
                    return try finish(.byConnectionEnd, room.span)
                }
                return try receive(bytes, &room)
            } catch {
                // Half an answer is the network's fault, not the server's.
                if error == .truncated { return fail(.closed) }
                return end(.refusedAnswer(.http(error)))
            }
        case (.closed, .connecting), (.closed, .sending):
            return fail(.closed)
        case (.failed(let failure), .connecting), (.failed(let failure), .sending),
            (.failed(let failure), .receiving):
            return fail(failure)
        default:
            break
        }
        return nil
    }

    /// Ends the exchange from this side; whatever is under way on the connection is given up.
    mutating func abandon() {
        if phase != .idle { mustClose = true }
        phase = .idle
    }

    private mutating func enter(_ phase: Phase, at now: Instant, _ milliseconds: UInt32) {
        self.phase = phase
        deadline = now.advanced(byMilliseconds: milliseconds)
    }

    // MARK: The request

    /// Writes the request, if it is due. One that does not fit is given up.
    ///
    /// - Parameter text: The place of the token or code that the request is about.
    /// - Returns: False if it does not fit.
    @inline(never)
    mutating func writeRequest(
        about text: TextPlace, for configuration: borrowing ClientConfiguration,
        _ room: borrowing Span<UInt8>, to output: inout OutputSpan<UInt8>
    ) -> Bool {
        guard !mustClose, phase == .sending else { return true }
        let isWhole =
            request == .codes
            ? configuration.scope.withBytes { configuration.write(request, $0, to: &output) }
            : configuration.write(request, room.extracting(texts.range(text)), to: &output)
        if !isWhole { abandon() }
        return isWhole
    }

    // MARK: The response

    private mutating func receive(
        _ bytes: borrowing Span<UInt8>, _ room: inout MutableSpan<UInt8>
    ) throws(HTTPError) -> PollOutcome? {
        var position = 0
        while true {
            switch try response.next(in: bytes, at: &position) {
            case .incomplete:
                return nil
            case .head(let head):
                status = head.status
                retryAfterSeconds = min(
                    head.retryAfterSeconds ?? 0, GrantLimits.lifetimeSecondsMaximum)
            case .body(let range):
                read(bytes.extracting(range), &room)
            case .end:
                let outcome = try finish(.byLength, room.span)
                // Bytes behind the response answer nothing that was asked.
                mustClose = mustClose || position < bytes.count
                return outcome
            }
        }
    }

    /// Reads a part of the body. One that is not JSON is passed over to its end: the status tells
    /// what it means, and the connection can be used again.
    private mutating func read(
        _ body: borrowing Span<UInt8>, _ room: inout MutableSpan<UInt8>
    ) {
        var position = 0
        while isJSON {
            do throws(JSONError) {
                switch try json.next(in: body, at: &position) {
                case .incomplete:
                    return
                case .member(let kind):
                    json.withMemberName { facts.beginMember($0, kind) }
                    if let place = facts.currentPlace {
                        texts.wipe(place, through: place, &room)
                    }
                case .value(let range):
                    take(body.extracting(range), &room)
                case .escape(let text):
                    let bytes: InlineArray<4, UInt8> = [text[0], text[1], text[2], text[3]]
                    take(bytes.span.extracting(first: text.count), &room)
                case .memberEnd:
                    facts.endMember()
                }
            } catch {
                isJSON = false
            }
        }
    }

    @inline(never)
    private mutating func take(
        _ bytes: borrowing Span<UInt8>, _ room: inout MutableSpan<UInt8>
    ) {
        guard let place = facts.currentPlace else { return facts.take(bytes) }
        if !texts.append(bytes, to: place, &room) {
            // Never a cut value.
            texts.wipe(place, through: place, &room)
            facts.currentIsTooLong()
        }
    }

    // MARK: The end

    private mutating func fail(_ failure: TransportFailure) -> PollOutcome {
        end(.networkFailure(failure))
    }

    private mutating func end(_ outcome: PollOutcome) -> PollOutcome {
        phase = .idle
        mustClose = true
        // What half a response says counts for nothing.
        status = 0
        retryAfterSeconds = 0
        return outcome
    }

    /// How the end of a body is known.
    private enum Ending {
        case byLength, byConnectionEnd
    }

    @inline(never)
    private mutating func finish(
        _ ending: Ending, _ room: borrowing Span<UInt8>
    ) throws(HTTPError) -> PollOutcome {
        // A response is complete only behind its head.
        guard status > 0 else { throw .malformedStatusLine }
        do throws(JSONError) {
            try json.finish()
        } catch {
            // Where the connection's end is the body's end, only the JSON tells half a body from a
            // whole one.
            if ending == .byConnectionEnd, isJSON, json.rootKind != nil { throw .truncated }
            isJSON = false
        }
        phase = .idle
        mustClose = ending == .byConnectionEnd || !response.keepsConnection
        let error =
            facts.has(.error) ? OAuthError(room.extracting(texts.range(.error))) : nil
        return outcome(hasObject: isJSON && json.rootKind == .object, error: error)
    }
}
