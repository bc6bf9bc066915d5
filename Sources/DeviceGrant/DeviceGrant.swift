import BoundedBytes
import HTTPWire

/// The OAuth 2.0 Device Authorization Grant (RFC 8628), as a state machine without I/O.
///
/// A driver asks ``poll(at:)`` what to do, does it, and says what happened; see ``GrantAction`` for
/// which event answers which action. The machine keeps the schedule: polling it early, late or twice
/// never makes it send early. Events that do not fit the state change nothing. All of its memory is
/// in the value itself; it should be made where it stays, since moving it copies its secrets.
///
/// - Parameters:
///   - codeCapacity: The longest device code, in bytes.
///   - uriCapacity: The longest verification URI, complete or not, in bytes.
///   - tokenCapacity: The longest token of each kind, in bytes.
public struct DeviceGrant<let codeCapacity: Int, let uriCapacity: Int, let tokenCapacity: Int>:
    ~Copyable
{
    /// The polls begun in this grant, those included that did not reach the server.
    public private(set) var pollCount: UInt32 = 0

    /// What came of the latest poll; nil before its answer.
    public private(set) var lastPollOutcome: PollOutcome?

    /// The interval that the server has asked for, `slow_down` included, in milliseconds.
    public private(set) var intervalMilliseconds: UInt32 = 0

    /// The lifetime that the server gave the codes, in seconds.
    public private(set) var lifetimeSeconds: UInt32 = 0

    /// The lifetime of the access token, in seconds, once granted; nil if the server did not say.
    public var accessTokenLifetimeSeconds: UInt32? { answer.expiresInSeconds }

    var answer = Answer<codeCapacity, uriCapacity, tokenCapacity>()
    private var exchange = Exchange()
    private var phase = Phase.idle
    private var pendingScreen: GrantScreen?
    /// The connection must be closed before anything else is sent on it.
    private var closesConnection = false
    private var nextPollAt = Instant(tick: 0)
    private var deadline = Instant(tick: 0)
    /// The pause after failed polls, apart from the server's interval; 0 while all is well.
    private var backoffMilliseconds: UInt32 = 0

    public init() {}

    private enum Phase: Equatable {
        case idle, requestingCodes, waiting, polling, storing
        case finished(GrantOutcome)
    }

    /// The user wants to sign in (RFC 8628 §3.1: only then, never at boot or on a failure).
    ///
    /// Ignored while a grant is under way; after its end, begins a new one.
    public mutating func start(at now: Instant) {
        switch phase {
        case .idle, .finished: break
        default: return
        }
        pollCount = 0
        lastPollOutcome = nil
        backoffMilliseconds = 0
        phase = .requestingCodes
        answer.begin(.codes)
        exchange.begin(at: now)
        pendingScreen = .connecting
    }

    /// What to do next.
    public mutating func poll(at now: Instant) -> GrantAction {
        if exchange.phase != .idle, now.hasReached(exchange.deadline) {
            exchangeDidFail(.timedOut, at: now)
        }
        if closesConnection { return .close }
        // What the driver must still hear of the last poll comes before the next one.
        if phase == .waiting, pendingScreen == nil { beginPollIfDue(at: now) }
        if let screen = pendingScreen {
            pendingScreen = nil
            return .display(screen)
        }
        switch phase {
        case .idle: return .idle
        case .waiting: return .wait(until: Instant.earlier(nextPollAt, deadline))
        case .requestingCodes: return exchangeAction(.deviceAuthorization)
        case .polling: return exchangeAction(.token)
        case .storing: return .store(.tokens)
        case .finished(let outcome): return .finish(outcome)
        }
    }

    /// The milliseconds until the codes end; nil when none are on the screen.
    public func remainingMilliseconds(at now: Instant) -> UInt32? {
        switch phase {
        case .waiting, .polling: now.milliseconds(until: deadline)
        default: nil
        }
    }

    /// The user or the device gives up. Codes and tokens are wiped.
    public mutating func cancel(at now: Instant) {
        switch phase {
        case .idle, .finished: return
        default: break
        }
        if exchange.phase != .idle { closesConnection = true }
        finish(.cancelled)
    }

    // MARK: Transport events

    /// The connection asked for by ``GrantAction/connect(_:until:)`` is open and verified.
    public mutating func transportDidConnect(at now: Instant) {
        guard !closesConnection else { return }
        exchange.didConnect(at: now)
    }

    /// The whole request has left.
    public mutating func transportDidSend(at now: Instant) {
        guard !closesConnection, exchange.phase == .sending else { return }
        exchange.didSend(at: now)
    }

    /// Bytes have arrived. They may be cut anywhere.
    public mutating func receive(_ bytes: borrowing Span<UInt8>, at now: Instant) {
        guard !closesConnection, exchange.phase == .receiving else { return }
        do throws(HTTPError) {
            if let response = try exchange.receive(bytes, into: &answer) {
                answerDidArrive(response, at: now)
            }
        } catch {
            responseIsUnusable(error, at: now)
        }
    }

    /// The connection is closed: by the peer, or because ``GrantAction/close`` asked for it.
    public mutating func transportDidClose(at now: Instant) {
        if closesConnection {
            closesConnection = false
            return
        }
        switch exchange.phase {
        case .idle:
            break
        case .connecting, .sending:
            exchangeDidFail(.closed, at: now)
        case .receiving:
            do throws(HTTPError) {
                if let response = try exchange.connectionDidEnd(into: &answer) {
                    answerDidArrive(response, at: now)
                }
            } catch {
                responseIsUnusable(error, at: now)
            }
        }
    }

    /// The connection could not be made, or broke.
    public mutating func transportDidFail(_ failure: TransportFailure, at now: Instant) {
        guard !closesConnection, exchange.phase != .idle else { return }
        exchangeDidFail(failure, at: now)
    }

    // MARK: Storage events

    /// The record asked for by ``GrantAction/store(_:)`` will survive a power cut.
    public mutating func recordDidStore(at now: Instant) {
        if phase == .storing { finish(.granted) }
    }

    /// The record could not be stored. The tokens are granted all the same, for this session.
    public mutating func recordDidNotStore(at now: Instant) {
        if phase == .storing { finish(.granted) }
    }

    // MARK: What happened

    private mutating func beginPollIfDue(at now: Instant) {
        if now.hasReached(deadline) {
            finish(.expired)
        } else if now.hasReached(nextPollAt) {
            phase = .polling
            pollCount += 1
            lastPollOutcome = nil
            answer.begin(.tokens)
            exchange.begin(at: now)
        }
    }

    private func exchangeAction(_ endpoint: EndpointName) -> GrantAction {
        switch exchange.phase {
        // Between an exchange's end and the next phase there is no poll.
        case .idle, .connecting: .connect(endpoint, until: exchange.deadline)
        case .sending: .send(endpoint, until: exchange.deadline)
        case .receiving: .receive(until: exchange.deadline)
        }
    }

    /// The endpoint whose request is due, if one is.
    var endpointToSend: EndpointName? {
        guard !closesConnection, exchange.phase == .sending else { return nil }
        return phase == .requestingCodes ? .deviceAuthorization : .token
    }

    /// The request is larger than the buffer that the driver has for it.
    mutating func requestDidNotFit(capacity: Int) {
        exchange.end()
        closesConnection = true
        finish(.outOfMemory(.requestBuffer(capacity: capacity)))
    }

    private mutating func responseIsUnusable(_ error: HTTPError, at now: Instant) {
        // Half an answer is the network's fault, not the server's.
        if error == .truncated { return exchangeDidFail(.closed, at: now) }
        exchange.end()
        closesConnection = true
        if phase == .polling { lastPollOutcome = .refusedAnswer(.http(error)) }
        finish(.refusedAnswer(.http(error)))
    }

    private mutating func exchangeDidFail(_ failure: TransportFailure, at now: Instant) {
        exchange.end()
        closesConnection = true
        if phase == .polling {
            retryLater(.networkFailure(failure), retryAfterSeconds: nil, at: now)
        } else {
            finish(failure == .outOfMemory ? .outOfMemory(.tls) : .networkFailure(failure))
        }
    }

    private mutating func answerDidArrive(_ response: Exchange.Response, at now: Instant) {
        let sentAt = exchange.sentAt
        exchange.end()
        closesConnection = !response.keepsConnection
        if phase == .requestingCodes {
            codesDidArrive(answer.codes(in: response), sentAt: sentAt, at: now)
        } else {
            pollDidEnd(answer.verdict(on: response), response, at: now)
        }
    }

    private mutating func codesDidArrive(
        _ verdict: CodesVerdict, sentAt: Instant, at now: Instant
    ) {
        switch verdict {
        case .refused(let reason):
            finish(.refusedAnswer(reason))
        case .codes(let lifetimeSeconds, let intervalSeconds):
            self.lifetimeSeconds = lifetimeSeconds
            intervalMilliseconds = intervalSeconds * 1_000
            // The server's clock for the codes began before its answer arrived here.
            deadline = sentAt.advanced(byMilliseconds: lifetimeSeconds * 1_000)
            // RFC 8628 §3.5: the interval lies before the first poll too.
            nextPollAt = now.advanced(byMilliseconds: intervalMilliseconds)
            phase = .waiting
            pendingScreen = .code
        }
    }

    private mutating func pollDidEnd(
        _ outcome: PollOutcome, _ response: Exchange.Response, at now: Instant
    ) {
        lastPollOutcome = outcome
        switch outcome {
        case .authorizationPending:
            pollAgain(at: now)
        case .slowDown:
            // RFC 8628 §3.5: slow_down adds five seconds for good. A server that also names an
            // interval knows best, if it asks for more.
            let slower = intervalMilliseconds + GrantLimits.slowDownSeconds * 1_000
            let named = min(answer.intervalSeconds ?? 0, GrantLimits.intervalSecondsMaximum) * 1_000
            intervalMilliseconds = min(
                max(slower, named), GrantLimits.intervalSecondsMaximum * 1_000)
            pollAgain(at: now)
        case .granted:
            answer.wipeCodes()
            phase = .storing
        case .denied:
            finish(.denied)
        case .expired:
            finish(.expired)
        case .refusedAnswer(let reason):
            finish(.refusedAnswer(reason))
        case .networkFailure, .serverTrouble:
            retryLater(outcome, retryAfterSeconds: response.retryAfterSeconds, at: now)
        }
    }

    private mutating func pollAgain(at now: Instant) {
        if backoffMilliseconds > 0 { pendingScreen = .code }
        backoffMilliseconds = 0
        nextPollAt = now.advanced(byMilliseconds: intervalMilliseconds)
        phase = .waiting
    }

    /// RFC 8628 §3.5: on a connection timeout the polling slows down, by doubling; kept apart from
    /// the server's interval, to which the next answer returns.
    private mutating func retryLater(
        _ outcome: PollOutcome, retryAfterSeconds: UInt32?, at now: Instant
    ) {
        lastPollOutcome = outcome
        if backoffMilliseconds == 0 { pendingScreen = .networkTrouble }
        let doubled = max(backoffMilliseconds, intervalMilliseconds) * 2
        backoffMilliseconds = max(
            intervalMilliseconds, min(doubled, GrantLimits.backoffSecondsMaximum * 1_000))
        let asked = min(retryAfterSeconds ?? 0, GrantLimits.lifetimeSecondsMaximum) * 1_000
        nextPollAt = now.advanced(byMilliseconds: max(backoffMilliseconds, asked))
        phase = .waiting
    }

    private mutating func finish(_ outcome: GrantOutcome) {
        exchange.end()
        // RFC 8628 §5.5: the codes go when they are used up. Tokens stay for whoever asked for them.
        answer.wipeCodes()
        if outcome != .granted { answer.wipeTokens() }
        phase = .finished(outcome)
        pendingScreen = .finished(outcome)
    }
}

/// The grant with the default capacities, which take the token answers of Amazon Cognito (4 kB).
public typealias StandardDeviceGrant = DeviceGrant<512, 256, 2048>

/// The grant with small capacities, for servers whose tokens are short.
public typealias SmallDeviceGrant = DeviceGrant<128, 128, 512>
