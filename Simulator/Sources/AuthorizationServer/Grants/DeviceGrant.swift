/// One device authorization request, as the store keeps it: no code in it can be read back.
struct DeviceGrant: Sendable, Equatable {
    /// Where the request stands. `denied`, `expired` and `redeemed` are final.
    enum State: String, Sendable {
        case pending
        case approved
        case denied
        case expired
        case redeemed
    }

    let deviceCodeHash: CodeHash
    let userCodeHash: CodeHash
    let clientID: String
    let scope: Scope
    /// The address that asked for the codes, shown to whoever approves.
    let requestAddress: String
    let createdAtMilliseconds: Int64
    /// The first millisecond at which the codes are dead.
    let expiresAtMilliseconds: Int64
    var state: State
    /// The interval the codes were issued with.
    let issuedIntervalMilliseconds: Int64
    /// What the device was last asked to wait between two polls.
    var intervalMilliseconds: Int64
    var lastPollAtMilliseconds: Int64?
    /// The `sub` of the account that typed the user code first: for every other account the code
    /// is wrong from then on.
    var claimant: String?
    /// Who approved or denied, when and from where.
    var decision: GrantDecision?
    /// What became of the approval once a poll took the tokens.
    var redemption: Redemption?

    struct Redemption: Sendable, Equatable {
        let atMilliseconds: Int64
        /// The family of the tokens.
        let familyID: String
        /// By `TokenSeal` under the device code; nil once its time is over.
        let sealedAnswer: [UInt8]?
    }
    /// The `sub` of each other account that typed the user code afterwards.
    var otherClaimants: [String] = []

    /// A new pending request.
    init(
        deviceCode: String, userCodeHash: CodeHash, clientID: String, scope: Scope,
        requestAddress: String, settings: GrantSettings, at now: Int64
    ) {
        deviceCodeHash = CodeHash(ofSecret: deviceCode)
        self.userCodeHash = userCodeHash
        self.clientID = clientID
        self.scope = scope
        self.requestAddress = requestAddress
        createdAtMilliseconds = now
        expiresAtMilliseconds = now + Int64(settings.codeExpirationSeconds) * 1_000
        state = .pending
        issuedIntervalMilliseconds = Int64(settings.pollingIntervalSeconds) * 1_000
        intervalMilliseconds = issuedIntervalMilliseconds
    }

    /// A row read back from the store.
    init(
        stored deviceCodeHash: CodeHash, userCodeHash: CodeHash, clientID: String, scope: Scope,
        requestAddress: String, createdAtMilliseconds: Int64, expiresAtMilliseconds: Int64,
        state: State, issuedIntervalMilliseconds: Int64, intervalMilliseconds: Int64,
        lastPollAtMilliseconds: Int64?,
        claimant: String?, decision: GrantDecision?, redemption: Redemption?,
        otherClaimants: [String] = []
    ) {
        self.deviceCodeHash = deviceCodeHash
        self.userCodeHash = userCodeHash
        self.clientID = clientID
        self.scope = scope
        self.requestAddress = requestAddress
        self.createdAtMilliseconds = createdAtMilliseconds
        self.expiresAtMilliseconds = expiresAtMilliseconds
        self.state = state
        self.issuedIntervalMilliseconds = issuedIntervalMilliseconds
        self.intervalMilliseconds = intervalMilliseconds
        self.lastPollAtMilliseconds = lastPollAtMilliseconds
        self.claimant = claimant
        self.decision = decision
        self.redemption = redemption
        self.otherClaimants = otherClaimants
    }
}
