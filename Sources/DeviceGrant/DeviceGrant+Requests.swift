import BoundedBytes
import HTTPWire

extension DeviceGrant {
    /// Writes the whole request that ``GrantAction/send(_:until:)`` asks for.
    ///
    /// Each call writes the same bytes, so a driver without memory to spare may write again what it
    /// has not sent. The request holds the device code: wipe the buffer once it has left. If
    /// `output` is too small, nothing is added to it, and the grant ends with
    /// `outOfMemory(.requestBuffer)`.
    public mutating func writeRequest(
        for configuration: borrowing ClientConfiguration, to output: inout OutputSpan<UInt8>
    ) {
        guard let endpoint = endpointToSend else { return }
        let start = output.count
        do throws(CapacityExceeded) {
            try write(endpoint, configuration, &output)
        } catch {
            // Half a request must not leave.
            output.removeLast(output.count - start)
            requestDidNotFit(capacity: error.capacity)
        }
    }

    private borrowing func write(
        _ endpoint: EndpointName, _ configuration: borrowing ClientConfiguration,
        _ output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) {
        // RFC 8628 §3.1 and §3.4: POST, the parameters in the body.
        switch endpoint {
        case .deviceAuthorization:
            try output.writeRequestHead("POST", configuration.deviceAuthorizationEndpoint)
        case .token:
            try output.writeRequestHead("POST", configuration.tokenEndpoint)
        }
        if configuration.authentication == .basic {
            try configuration.clientID.withBytes { (user) throws(CapacityExceeded) in
                try configuration.clientSecret.withExposedBytes {
                    (password) throws(CapacityExceeded) in
                    try output.writeBasicAuthorization(user: user, password: password)
                }
            }
        }
        var bodyCount = -1
        try forEachParameter(endpoint, configuration) { (name, value) throws(CapacityExceeded) in
            bodyCount += 1 + name.utf8CodeUnitCount + 1 + FormURLEncoding.encodedCount(of: value)
        }
        try output.endRequestHead(formBytes: bodyCount)
        var isFirst = true
        try forEachParameter(endpoint, configuration) { (name, value) throws(CapacityExceeded) in
            if !isFirst { try output.write(UInt8(ascii: "&")) }
            isFirst = false
            try output.write(name)
            try output.write(UInt8(ascii: "="))
            try FormURLEncoding.write(value, to: &output)
        }
    }

    /// Calls `body` with each parameter of the request once (RFC 8628 §3.1: none is repeated, and
    /// one without a value is left out).
    private borrowing func forEachParameter(
        _ endpoint: EndpointName, _ configuration: borrowing ClientConfiguration,
        _ body: (StaticString, borrowing Span<UInt8>) throws(CapacityExceeded) -> Void
    ) throws(CapacityExceeded) {
        switch endpoint {
        case .deviceAuthorization:
            if !configuration.scope.isEmpty {
                try configuration.scope.withBytes { (scope) throws(CapacityExceeded) in
                    try body("scope", scope)
                }
            }
        case .token:
            var grantType = FixedBytes<44>()
            try grantType.append("urn:ietf:params:oauth:grant-type:device_code")
            try grantType.withBytes { (grantType) throws(CapacityExceeded) in
                try body("grant_type", grantType)
            }
            try answer.deviceCode.withExposedBytes { (code) throws(CapacityExceeded) in
                try body("device_code", code)
            }
        }
        // RFC 8628 §3.1: required unless the client authenticates in another way; servers differ in
        // what they take beside Basic, so it is left out there.
        if configuration.authentication != .basic {
            try configuration.clientID.withBytes { (clientID) throws(CapacityExceeded) in
                try body("client_id", clientID)
            }
        }
        if configuration.authentication == .post {
            try configuration.clientSecret.withExposedBytes { (secret) throws(CapacityExceeded) in
                try body("client_secret", secret)
            }
        }
    }
}
