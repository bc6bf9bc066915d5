import BoundedBytes

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
        guard let endpoint = control.endpointToSend else { return }
        do throws(CapacityExceeded) {
            try writeForm(to: endpoint, for: configuration, &output) {
                (form, output) throws(CapacityExceeded) in
                try writeParameters(endpoint, configuration, &form, &output)
            }
        } catch {
            control.requestDidNotFit(capacity: error.capacity)
            wipeWhatIsUsedUp()
        }
    }

    private borrowing func writeParameters(
        _ endpoint: EndpointName, _ configuration: borrowing ClientConfiguration,
        _ form: inout FormWriter, _ output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) {
        guard endpoint == .token else {
            // RFC 8628 §3.1; a parameter without a value is left out.
            guard !configuration.scope.isEmpty else { return }
            return try configuration.scope.withBytes { (scope) throws(CapacityExceeded) in
                try form.write("scope", scope, to: &output)
            }
        }
        // RFC 8628 §3.4.
        try form.write(
            "grant_type", text: "urn:ietf:params:oauth:grant-type:device_code", to: &output)
        try content.deviceCode.withExposedBytes { (code) throws(CapacityExceeded) in
            try form.write("device_code", code, to: &output)
        }
    }
}
