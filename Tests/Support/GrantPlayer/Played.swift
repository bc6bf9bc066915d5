import DeviceGrant

/// What the machine asked for, with the time in milliseconds from the start of the play.
public enum MachinePlayed<Outcome: Equatable & Sendable>: Equatable {
    case connect(EndpointName, at: UInt64)
    case request(SentRequest)
    case poll(PollOutcome, at: UInt64)
    case display(Shown, at: UInt64)
    case wait(from: UInt64, until: UInt64)
    case close(at: UInt64)
    case store(GrantRecord, [UInt8], at: UInt64)
    case finish(Outcome, at: UInt64)
    /// The machine did what it never may.
    case fault(String, at: UInt64)
}

/// What a grant asked for.
public typealias Played = MachinePlayed<GrantOutcome>

/// What a screen would show.
public struct Shown: Equatable {
    public var screen: GrantScreen
    public var userCode: String
    public var verificationURI: String
    public var verificationURIComplete: String

    public init(
        screen: GrantScreen, userCode: String = "", verificationURI: String = "",
        verificationURIComplete: String = ""
    ) {
        self.screen = screen
        self.userCode = userCode
        self.verificationURI = verificationURI
        self.verificationURIComplete = verificationURIComplete
    }
}
