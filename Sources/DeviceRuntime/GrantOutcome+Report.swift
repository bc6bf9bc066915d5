import DeviceGrant

// What a program that ran a grant tells other programs.

extension GrantOutcome {
    /// The outcome's name in the events.
    public var name: StaticString {
        switch self {
        case .granted: "granted"
        case .denied: "denied"
        case .expired: "expired"
        case .networkFailure: "network_failure"
        case .refusedAnswer: "refused_answer"
        case .outOfMemory: "out_of_memory"
        case .cancelled: "cancelled"
        }
    }

    /// The exit status of a program that ran one grant.
    public var exitStatus: Int32 {
        switch self {
        case .granted: 0
        case .denied: 10
        case .expired: 11
        case .networkFailure: 12
        case .refusedAnswer: 13
        case .outOfMemory: 14
        case .cancelled: 130
        }
    }
}

extension PollOutcome {
    /// The outcome's name in the events: the wire's own where there is one.
    public var name: StaticString {
        switch self {
        case .authorizationPending: "authorization_pending"
        case .slowDown: "slow_down"
        case .granted: "granted"
        case .denied: "access_denied"
        case .expired: "expired_token"
        case .refusedAnswer: "refused_answer"
        case .networkFailure: "network_failure"
        case .serverTrouble: "server_trouble"
        }
    }
}
