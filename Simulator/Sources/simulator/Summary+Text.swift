import SimulatorKit

extension DeviceEvent.Summary {
    /// The outcome and the figures of the run, for a person.
    var lines: [String] {
        let seconds = durationMilliseconds / 1_000
        let tenths = durationMilliseconds / 100 % 10
        return [
            "",
            "Outcome: \(outcome.name). \(reason)",
            "  time         \(seconds).\(tenths) s, polls: \(polls)",
            "  connections  \(connections) (TLS handshakes: \(fullHandshakes) full, "
                + "\(resumedHandshakes) resumed)",
            "  bytes        \(bytesSent) sent, \(bytesReceived) received, TLS included",
            "  memory       \(stateBytes) bytes of state and buffers, \(stackPeakBytes) of stack, "
                + "\(arenaPeakBytes) of \(memory.arenaBytes) for TLS",
        ]
    }
}
