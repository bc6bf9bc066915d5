import DeviceGrant
import DeviceRuntime

extension GrantOutcome {
    /// The outcome's name in the events.
    public var name: String {
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

    /// What happened, in a sentence; for a refused answer also what exactly was refused.
    public var reason: String {
        guard case .refusedAnswer(let reason) = self else { return "\(explanation)" }
        let detail =
            switch reason {
            case .error(let error): "error \"\(error.code)\""
            case .status(let status): "status \(status)"
            case .http(let error): "HTTP: \(error)"
            case .notJSON: "the body is not a JSON object"
            case .missing(let member): "\"\(member.name)\" is missing"
            case .tooLong(let member): "\"\(member.name)\" is too long"
            case .duplicate(let member): "\"\(member.name)\" is given twice"
            case .wrongType(let member): "\"\(member.name)\" is not a string"
            case .unusable(let member): "\"\(member.name)\" is unusable"
            }
        return "\(explanation) (\(detail))"
    }
}

extension PollOutcome {
    /// The outcome's name in the events: the wire's own where there is one.
    public var name: String {
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
