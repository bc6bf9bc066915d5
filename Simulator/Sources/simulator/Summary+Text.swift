import SimulatorKit

extension DeviceEvent.Summary {
    /// The figures of the run, for a person.
    var lines: [String] {
        let tenths = durationMilliseconds / 100
        return [
            outcome.reason,
            "  time         \(tenths / 10).\(tenths % 10) s, \(polls) polls",
            "  connections  \(connections) (TLS handshakes: \(fullHandshakes) full, "
                + "\(resumedHandshakes) resumed)",
            "  bytes        \(bytesSent) sent, \(bytesReceived) received, TLS included",
            "  memory       \(stateBytes) bytes of state and buffers, \(stackPeakBytes) of stack",
        ]
    }
}
