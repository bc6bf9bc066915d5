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
    var control = GrantControl()
    var content = GrantContent<codeCapacity, uriCapacity, tokenCapacity>()
    var record = RecordReader()

    public init() {}

    // MARK: State

    /// The polls begun in this grant, those included that did not reach the server.
    public var pollCount: UInt32 { control.pollCount }

    /// What came of the latest poll; nil before its answer.
    public var lastPollOutcome: PollOutcome? { control.lastPollOutcome }

    /// The interval that the server has asked for, `slow_down` included, in milliseconds.
    public var intervalMilliseconds: UInt32 { control.intervalMilliseconds }

    /// The lifetime that the server gave the codes, in seconds.
    public var lifetimeSeconds: UInt32 { control.lifetimeSeconds }

    /// The milliseconds until the codes end; nil when none are on the screen.
    public func remainingMilliseconds(at now: Instant) -> UInt32? {
        control.remainingMilliseconds(at: now)
    }

    // MARK: The driver's calls

    /// The user wants to sign in (RFC 8628 §3.1: only then, never at boot or on a failure).
    ///
    /// Ignored while a grant is under way; after its end, begins a new one.
    ///
    /// - Parameter entropy: Any number that differs between devices and boots.
    public mutating func start(at now: Instant, entropy: UInt32) {
        guard !control.isActive else { return }
        // A record that was read in part is not gone on with.
        record = RecordReader()
        content.wipeCodes()
        content.wipeTokens()
        control.start(at: now, entropy: entropy)
    }

    /// What to do next.
    public mutating func poll(at now: Instant) -> GrantAction {
        if let end = control.exchange.checkDeadline(at: now) { exchangeDidEnd(end, at: now) }
        let action = control.poll(at: now)
        wipeWhatIsUsedUp()
        return action
    }

    /// The user or the device gives up. Codes and tokens are wiped.
    public mutating func cancel(at now: Instant) {
        guard control.isActive else { return }
        control.cancel()
        wipeWhatIsUsedUp()
    }

    // MARK: Transport events

    /// The connection asked for by ``GrantAction/connect(_:until:)`` is open and verified.
    public mutating func transportDidConnect(at now: Instant) {
        control.exchange.didConnect(at: now)
    }

    /// The whole request has left.
    public mutating func transportDidSend(at now: Instant) {
        control.exchange.didSend(at: now)
    }

    /// Bytes have arrived. They may be cut anywhere.
    public mutating func receive(_ bytes: borrowing Span<UInt8>, at now: Instant) {
        if let end = control.exchange.receive(bytes, into: &content) {
            exchangeDidEnd(end, at: now)
        }
    }

    /// The connection is closed: by the peer, or because ``GrantAction/close`` asked for it.
    public mutating func transportDidClose(at now: Instant) {
        if let end = control.exchange.didClose() { exchangeDidEnd(end, at: now) }
    }

    /// The connection could not be made, or broke.
    public mutating func transportDidFail(_ failure: TransportFailure, at now: Instant) {
        if let end = control.exchange.didFail(failure) { exchangeDidEnd(end, at: now) }
    }

    // MARK: Storage events

    /// The record asked for by ``GrantAction/store(_:)`` will survive a power cut.
    public mutating func recordDidStore(at now: Instant) {
        control.storingEnded(.stored)
    }

    /// The record could not be stored. The grant goes on without it; a power cut loses it.
    public mutating func recordDidNotStore(at now: Instant) {
        control.storingEnded(.failed)
    }

    // MARK: What happened

    private mutating func exchangeDidEnd(_ end: Exchange.End, at now: Instant) {
        switch end {
        case .failure(let failure):
            // Half an answer must not become a part of the next one.
            content.wipeTokens()
            control.exchangeFailed(failure, at: now)
        case .refused(let error):
            content.wipeTokens()
            control.responseWasRefused(.http(error), at: now)
        case .response(let response):
            if control.phase == .requestingCodes {
                codesDidArrive(response, at: now)
            } else {
                let outcome = control.exchange.facts.pollOutcome(
                    of: response, accessTokenCount: content.accessToken.count)
                if outcome != .granted { content.wipeTokens() }
                control.pollEnded(
                    outcome, retryAfterSeconds: response.retryAfterSeconds, at: now)
            }
        }
        wipeWhatIsUsedUp()
    }

    private mutating func codesDidArrive(_ response: Exchange.Response, at now: Instant) {
        if let reason = control.exchange.facts.codesRefusal(in: response) ?? contentRefusal {
            return control.codesWereRefused(reason)
        }
        wipeUnsafeComplete()
        control.codesArrived(at: now)
    }

    /// Optional (RFC 8628 §3.3.1); one that cannot be used is not shown.
    mutating func wipeUnsafeComplete() {
        if !content.verificationURIComplete.withBytes({ isSafeToShow($0) }) {
            content.verificationURIComplete.wipe()
        }
    }

    /// What is wrong with the codes themselves.
    var contentRefusal: RefusalReason? {
        if content.deviceCode.isEmpty { return .missing(.deviceCode) }
        if content.userCode.isEmpty { return .missing(.userCode) }
        if content.verificationURI.isEmpty { return .missing(.verificationURI) }
        if !content.userCode.withBytes({ isPrintable($0) }) { return .unusable(.userCode) }
        if !content.verificationURI.withBytes({ isSafeToShow($0) }) {
            return .unusable(.verificationURI)
        }
        return nil
    }

    /// RFC 8628 §5.5: the codes go when they are used up, and so does everything else that a grant
    /// that failed leaves. Tokens stay for whoever asked for them.
    mutating func wipeWhatIsUsedUp() {
        switch control.phase {
        case .finished(let outcome), .storing(_, then: .finish(let outcome)):
            if content.hasCodes { content.wipeCodes() }
            if outcome != .granted { content.wipeTokens() }
        default:
            break
        }
    }
}

/// The grant with the default capacities, which take the token answers of Amazon Cognito (4 kB).
public typealias StandardDeviceGrant = DeviceGrant<512, 256, 1920>

/// The grant with small capacities, for servers whose tokens are short.
public typealias SmallDeviceGrant = DeviceGrant<128, 128, 512>
