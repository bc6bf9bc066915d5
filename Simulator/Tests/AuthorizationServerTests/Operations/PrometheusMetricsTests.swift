import Hummingbird
import Testing

@testable import AuthorizationServer

@Suite struct PrometheusMetricsTests {
    @Test("counters and summaries stand in the exposition format, their labels escaped")
    func exposition() {
        let metrics = PrometheusMetrics()
        let requests = RequestMetrics(metrics)
        requests.count(path: "/token", status: 400, milliseconds: 250)
        requests.count(path: "/token", status: 400, milliseconds: 250)
        requests.count(path: "a\"b\\c\n", status: 404, milliseconds: 0)
        #expect(
            metrics.exposition == """
                # TYPE http_request_duration_seconds summary
                http_request_duration_seconds_sum 0.5
                http_request_duration_seconds_count 3
                # TYPE http_requests_total counter
                http_requests_total{path="/token",status="400"} 2
                http_requests_total{path="a\\"b\\\\c\\n",status="404"} 1

                """)
    }

    @Test("strangers' paths are counted as one, and only the machine itself reads the metrics")
    func whoReads() async throws {
        let server = try await TestServer.make()
        try await server.run { client in
            _ = try await client.codes()
            for number in 0..<100 {
                _ = try await client.execute(uri: "/stranger-\(number)", method: .get)
            }
            #expect(try await client.execute(uri: "/metrics", method: .get).status == .forbidden)
        }
        let controller = MetricsController(metrics: server.app.metrics)
        #expect(throws: HTTPError.self) { try controller.answer(to: "192.0.2.1") }
        #expect(throws: HTTPError.self) { try controller.answer(to: "12.7.0.0") }
        #expect(try controller.answer(to: "127.0.0.1").status == .ok)
        let text = server.app.metrics.exposition
        #expect(text.contains(#"http_requests_total{path="/device_authorization",status="200"} 1"#))
        #expect(text.contains(#"http_requests_total{path="other",status="404"} 100"#))
        #expect(!text.contains("stranger"))
    }
}
