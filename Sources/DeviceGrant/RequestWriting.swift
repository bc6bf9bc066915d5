import BoundedBytes
import HTTPWire

/// Writes the parameters of a form, parted by `&`.
struct FormWriter {
    private let form: FormURLEncoding.Form
    private var isFirst = true

    fileprivate init(_ form: FormURLEncoding.Form) {
        self.form = form
    }

    @inline(never)
    mutating func write(
        _ name: StaticString, _ value: borrowing Span<UInt8>, to output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) {
        if !isFirst { try output.write(UInt8(ascii: "&")) }
        isFirst = false
        try output.write(name)
        try output.write(UInt8(ascii: "="))
        try FormURLEncoding.write(value, as: form, to: &output)
    }

    /// Writes a parameter whose value is a text of the standard's own.
    mutating func write(
        _ name: StaticString, text: StaticString, to output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) {
        var value = FixedBytes<48>()
        try value.append(text)
        try value.withBytes { (value) throws(CapacityExceeded) in
            try write(name, value, to: &output)
        }
    }
}

/// Writes a whole request to one of the configuration's endpoints: POST, the client's
/// authentication, and parameters, those of `writeParameters` and those of the client, each once
/// (RFC 8628 §3.1: none is repeated). Nothing is written if there is no such endpoint, or if not all
/// of it fits.
func writeForm(
    to name: EndpointName, for configuration: borrowing ClientConfiguration,
    _ output: inout OutputSpan<UInt8>,
    _ writeParameters: (inout FormWriter, inout OutputSpan<UInt8>) throws(CapacityExceeded) -> Void
) throws(CapacityExceeded) {
    let start = output.count
    do throws(CapacityExceeded) {
        // A head states the length of what follows it. So the parameters are written, counted, and
        // written again behind the head.
        var form = FormWriter(configuration.dialect == .cognitoLambda ? .query : .body)
        try writeParameters(&form, &output)
        try writeClient(configuration, &form, &output)
        let count = output.count - start
        output.removeLast(count)

        let isInBody = configuration.dialect == .rfc8628
        try configuration.withEndpoint(name) { (endpoint) throws(CapacityExceeded) in
            try output.beginRequestLine("POST", endpoint)
            if !isInBody {
                // A load balancer hands the query on undecoded: what may stand there raw, does.
                try output.write(UInt8(ascii: "?"))
                var form = FormWriter(.query)
                try writeParameters(&form, &output)
                try writeClient(configuration, &form, &output)
            }
            try output.endRequestLine(endpoint)
            try writeAuthorization(configuration, &output)
            try output.endRequestHead(formBytes: isInBody ? count : 0)
            guard isInBody else { return }
            // RFC 8628 §3.1 and §3.4: the parameters in the body.
            var form = FormWriter(.body)
            try writeParameters(&form, &output)
            try writeClient(configuration, &form, &output)
        }
    } catch {
        // Half a request must not leave.
        output.removeLast(output.count - start)
        throw error
    }
}

private func writeAuthorization(
    _ configuration: borrowing ClientConfiguration, _ output: inout OutputSpan<UInt8>
) throws(CapacityExceeded) {
    guard configuration.authentication == .basic else { return }
    try configuration.clientID.withBytes { (user) throws(CapacityExceeded) in
        try configuration.clientSecret.withExposedBytes { (password) throws(CapacityExceeded) in
            try output.writeBasicAuthorization(user: user, password: password)
        }
    }
}

@inline(never)
private func writeClient(
    _ configuration: borrowing ClientConfiguration, _ form: inout FormWriter,
    _ output: inout OutputSpan<UInt8>
) throws(CapacityExceeded) {
    // RFC 8628 §3.1: required unless the client authenticates in another way; servers differ in what
    // they take beside Basic, so it is left out there.
    if configuration.authentication != .basic || configuration.dialect == .cognitoLambda {
        try configuration.clientID.withBytes { (clientID) throws(CapacityExceeded) in
            try form.write("client_id", clientID, to: &output)
        }
    }
    if configuration.authentication == .post {
        try configuration.clientSecret.withExposedBytes { (secret) throws(CapacityExceeded) in
            try form.write("client_secret", secret, to: &output)
        }
    }
}
