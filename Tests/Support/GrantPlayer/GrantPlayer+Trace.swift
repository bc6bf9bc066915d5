import DeviceGrant

// Views of the trace that tests ask for.

extension GrantPlayer {
    /// The requests to the token endpoint.
    public var polls: [SentRequest] { requests.filter { $0.endpoint == .token } }

    /// When the machine began to connect for each poll, in milliseconds.
    public var pollTimes: [UInt64] {
        trace.compactMap {
            if case .connect(.token, let time) = $0 { time } else { nil }
        }
    }

    public var pollOutcomes: [PollOutcome] {
        trace.compactMap { if case .poll(let outcome, _) = $0 { outcome } else { nil } }
    }

    /// When each poll's outcome was known, in milliseconds.
    public var outcomeTimes: [UInt64] {
        trace.compactMap { if case .poll(_, let time) = $0 { time } else { nil } }
    }

    /// The pauses between a poll's outcome and the next poll, in milliseconds; the first one is the
    /// pause between the codes and the first poll.
    public var pauses: [UInt64] {
        var pauses: [UInt64] = []
        var since: UInt64?
        for event in trace {
            switch event {
            case .display(let shown, let time) where shown.screen == .code && pauses.isEmpty:
                since = time
            case .poll(_, let time):
                since = time
            case .connect(.token, let time):
                if let since { pauses.append(time - since) }
            default:
                break
            }
        }
        return pauses
    }

    public var shown: [Shown] {
        trace.compactMap { if case .display(let shown, _) = $0 { shown } else { nil } }
    }

    public var screens: [GrantScreen] { shown.map(\.screen) }

    /// The records with tokens.
    public var records: [[UInt8]] { records(.tokens) }

    /// What was stored, in its order.
    public var stored: [GrantRecord] {
        trace.compactMap { if case .store(let kind, _, _) = $0 { kind } else { nil } }
    }

    public var accessToken: String {
        grant.pointee.withAccessToken { String(copying: $0) }
    }
}
