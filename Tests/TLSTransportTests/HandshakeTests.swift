import DeviceGrant
import DeviceRuntime
import Testing

@testable import TLSTransport

/// Which servers a connection is made to, and which not. Requirements C3 and X49.
@Suite struct HandshakeTests {
    let certificates: Certificates

    init() throws {
        certificates = try Certificates.shared.get()
    }

    @Test("C3 X49 a pinned root's certificate for the host gives a connection")
    func trusted() throws {
        let server = try ServerProcess(certificates.good)
        try withTransport(roots: certificates.root.certificate) { (transport) in
            try transport.open("localhost", server.port)
            try transport.sendAll("device\n")
            #expect(try transport.receiveLine() == "ecived\n")
            #expect(transport.statistics.connections == 1)
            #expect(transport.statistics.fullHandshakes == 1)
            #expect(transport.statistics.resumedHandshakes == 0)
        }
    }
}
