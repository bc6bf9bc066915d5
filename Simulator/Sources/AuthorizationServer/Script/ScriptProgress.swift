import NIOConcurrencyHelpers

/// Which step comes next, for each endpoint and each device code.
final class ScriptProgress: Sendable {
    private struct Key: Hashable {
        let endpoint: ScriptedEndpoint
        let deviceCode: String?
    }

    private let requests = NIOLockedValueBox<[Key: Int]>([:])
    private let slowDowns = NIOLockedValueBox<[String: Int]>([:])

    /// Counts a request, and returns the step that answers it; nil when the steps are through, or
    /// when there never was one.
    func step(
        of script: Script, at endpoint: ScriptedEndpoint, deviceCode: String?
    ) -> ScriptStep? {
        guard let steps = script.steps[endpoint] else { return nil }
        var number = requests.withLockedValue { requests in
            if requests.count >= Limits.scriptedDeviceCodes { requests.removeAll() }
            let number = requests[Key(endpoint: endpoint, deviceCode: deviceCode), default: 0]
            requests[Key(endpoint: endpoint, deviceCode: deviceCode)] = number + 1
            return number
        }
        for step in steps {
            guard case .times(let times) = step.repetition else { return step }
            if number < times { return step }
            number -= times
        }
        return nil
    }

    /// How often the device was told to slow down, with this time.
    func slowDowns(adding count: Int, deviceCode: String?) -> Int {
        guard let deviceCode else { return 0 }
        return slowDowns.withLockedValue { slowDowns in
            if slowDowns.count >= Limits.scriptedDeviceCodes { slowDowns.removeAll() }
            slowDowns[deviceCode, default: 0] += count
            return slowDowns[deviceCode, default: 0]
        }
    }
}
