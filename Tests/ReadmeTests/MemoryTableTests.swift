import BoundedBytes
import DeviceGrant
import HTTPWire
import JSONReader
import Testing

/// The table of the machines' memory in the README.
@Suite struct MemoryTableTests {
    @Test("The README gives the sizes and the limits that the machines have")
    func table() throws {
        let table = Self.table()
        #expect(try Readme.part("memory", updatedTo: table) == table)
    }

    private static func table() -> String {
        typealias Grant = StandardDeviceGrant
        typealias SmallGrant = SmallDeviceGrant
        let rows = [
            "| type | bytes | longest device code | verification URI | token |",
            "| --- | ---: | ---: | ---: | ---: |",
            row(
                "StandardDeviceGrant", MemoryLayout<Grant>.size,
                Grant.codeCapacity, Grant.uriCapacity, Grant.tokenCapacity),
            row(
                "SmallDeviceGrant", MemoryLayout<SmallGrant>.size,
                SmallGrant.codeCapacity, SmallGrant.uriCapacity, SmallGrant.tokenCapacity),
            row(
                "StandardTokenKeeper", MemoryLayout<StandardTokenKeeper>.size, nil, nil,
                StandardTokenKeeper.tokenCapacity),
            row(
                "SmallTokenKeeper", MemoryLayout<SmallTokenKeeper>.size, nil, nil,
                SmallTokenKeeper.tokenCapacity),
            row("ServerDiscovery", MemoryLayout<ServerDiscovery>.size),
            row("ClientConfiguration", MemoryLayout<ClientConfiguration>.size),
            row("HTTPResponseReader", MemoryLayout<HTTPResponseReader>.size),
            row("JSONReader", MemoryLayout<JSONReader>.size),
        ]
        let limits = """

            A user code has up to \(GrantLimits.userCodeBytesMaximum) bytes, an endpoint's URL \
            \(Endpoint.bytesMaximum), a client identifier \(GrantLimits.clientIDBytesMaximum),
            a client secret \(GrantLimits.clientSecretBytesMaximum), a scope \
            \(GrantLimits.scopeBytesMaximum).

            """
        return rows.joined(separator: "\n") + "\n" + limits
    }

    private static func row(
        _ type: String, _ size: Int, _ code: Int? = nil, _ uri: Int? = nil, _ token: Int? = nil
    ) -> String {
        let cells = [size, code, uri, token].map { $0.map(String.init) ?? "" }
        return "| `\(type)` | " + cells.joined(separator: " | ") + " |"
    }
}
