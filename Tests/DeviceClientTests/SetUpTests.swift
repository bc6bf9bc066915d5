import CDeviceClient
import DeviceClient
import GrantPlayer
import Testing

/// What a client is made of, or not made of.
@Suite struct SetUpTests {
    @Test("A caller whose header has another size gets no client, nor one without alignment")
    func memory() {
        let device = CDevice()
        #expect(
            device.setUp(bytes: MemoryLayout<device_client>.size - 8)
                == DEVICE_CLIENT_MEMORY_UNFIT)
        #expect(
            device.setUp(bytes: MemoryLayout<device_client>.size + 8)
                == DEVICE_CLIENT_MEMORY_UNFIT)
        #expect(device.setUp(offset: 4) == DEVICE_CLIENT_MEMORY_UNFIT)
        #expect(device.setUp(offset: 8) == DEVICE_CLIENT_READY)
    }

    @Test("X53 A client that is made anew leaves nothing of the one before it")
    func again() {
        let device = CDevice([.codes(), .tokens])
        #expect(device.setUp() == DEVICE_CLIENT_READY)
        device_client_start(device.client, device.now, 1)
        #expect(device.run() == DEVICE_CLIENT_GRANTED)
        #expect(device.memoryHolds(Reply.accessToken))
        #expect(device.setUp() == DEVICE_CLIENT_READY)
        #expect(!device.memoryHolds(Reply.accessToken))
        #expect(device_client_outcome(device.client) == DEVICE_CLIENT_UNFINISHED)
    }

    @Test(
        "Plaintext goes to this machine alone, and only by an explicit wish",
        arguments: [
            ("http://localhost:8080/token", DEVICE_CLIENT_READY),
            ("http://127.0.0.1/token", DEVICE_CLIENT_READY),
            ("http://127.1.2.3/token", DEVICE_CLIENT_READY),
            ("http://[::1]/token", DEVICE_CLIENT_READY),
            ("http://127.example.com/token", DEVICE_CLIENT_ENDPOINT_PLAINTEXT),
            ("http://localhost.example.com/token", DEVICE_CLIENT_ENDPOINT_PLAINTEXT),
            ("http://[::2]/token", DEVICE_CLIENT_ENDPOINT_PLAINTEXT),
            ("http://10.0.0.1/token", DEVICE_CLIENT_ENDPOINT_PLAINTEXT),
            ("http://server.example.com/token", DEVICE_CLIENT_ENDPOINT_PLAINTEXT),
        ])
    func plaintext(url: String, setup: SetUp) {
        let device = CDevice()
        #expect(device.setUp(tokenEndpoint: url) == DEVICE_CLIENT_ENDPOINT_PLAINTEXT)
        let wished = device.setUp(tokenEndpoint: url) { $0.plaintext_to_loopback = true }
        #expect(wished == setup)
        let both = device.setUp(deviceAuthorizationEndpoint: url) {
            $0.plaintext_to_loopback = true
        }
        #expect(both == setup)
    }

    @Test("What cannot be configured is refused with its kind")
    func refused() {
        let device = CDevice()
        let long = String(repeating: "x", count: 257)
        let fitting = String(repeating: "x", count: 256)
        #expect(device.setUp(clientID: fitting) == DEVICE_CLIENT_READY)
        #expect(device.setUp(scope: fitting, clientSecret: fitting) == DEVICE_CLIENT_READY)
        #expect(device.setUp(clientID: "") == DEVICE_CLIENT_CLIENT_ID_MISSING)
        #expect(device.setUp(clientID: long) == DEVICE_CLIENT_TEXT_TOO_LONG)
        #expect(device.setUp(scope: long) == DEVICE_CLIENT_TEXT_TOO_LONG)
        #expect(device.setUp(clientSecret: long) == DEVICE_CLIENT_TEXT_TOO_LONG)
        #expect(
            device.setUp(tokenEndpoint: "https://a/" + fitting) == DEVICE_CLIENT_ENDPOINT_TOO_LONG)
        for url in [
            "", "ftp://server.example.com/", "https://user@server.example.com/", "https://",
        ] {
            #expect(device.setUp(tokenEndpoint: url) == DEVICE_CLIENT_ENDPOINT_MALFORMED, "\(url)")
        }
        let withoutSecret = device.setUp { $0.client_secret_post = true }
        #expect(withoutSecret == DEVICE_CLIENT_SECRET_MISMATCH)
        let inURL = device.setUp(clientSecret: "secret") {
            $0.client_secret_post = true
            $0.cognito_lambda = true
        }
        #expect(inURL == DEVICE_CLIENT_SECRET_MISMATCH)
    }

    @Test("A secret goes into the head, or into the body if that is wished")
    func secret() {
        for isPost in [false, true] {
            let device = CDevice([.codes()])
            let setup = device.setUp(clientSecret: "secret") { $0.client_secret_post = isPost }
            #expect(setup == DEVICE_CLIENT_READY)
            device_client_start(device.client, device.now, 1)
            device.run { $0 == DEVICE_CLIENT_WAIT }
            #expect(device.requests[0].contains("client_secret=secret") == isPost)
            #expect(device.requests[0].contains("Authorization: Basic ") == !isPost)
        }
    }
}
