import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1

/// Around every request: an answer for whatever is thrown, the headers every answer carries, and
/// one line in the access log, which holds the path alone: queries and headers carry codes.
struct AnswerMiddleware: RouterMiddleware {
    typealias Context = ServerRequestContext

    /// Path, and the methods it has.
    let methods: [String: [HTTPRequest.Method]]
    let pages: PageRenderer
    let clock: ServerClock
    let metrics: RequestMetrics

    func handle(
        _ request: Request, context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        // Devices read no pages and name no language.
        guard let accepted = request.headers[.acceptLanguage] else {
            return try await answer(request, context, next)
        }
        let language = PageLanguage(acceptLanguage: accepted)
        return try await PageLanguage.$current.withValue(language) {
            try await answer(request, context, next)
        }
    }

    private func answer(
        _ request: Request, _ context: ServerRequestContext,
        _ next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = clock.nowMilliseconds()
        var response: Response
        var level = Logger.Level.info
        do {
            response = try await next(request, context)
        } catch let error as OAuthError {
            // Thousands of them a second are nothing to read about.
            if error == .authorizationPending { level = .debug }
            response = try error.response(from: request, context: context)
        } catch let error as any HTTPResponseError {
            response = try failure(error, request)
        } catch let error as HTTPParserError {
            throw error
        } catch {
            // The type alone: a description could carry what the request carried.
            context.logger.error(
                "A request failed",
                metadata: [
                    "path": .string(request.uri.path),
                    "error": .string(String(reflecting: type(of: error))),
                ])
            response = try failure(HTTPError(.internalServerError), request)
        }
        SecurityHeaders.add(to: &response)
        let milliseconds = clock.nowMilliseconds() - start
        let path = request.uri.path
        metrics.count(
            path: methods[path] == nil ? "other" : path,
            status: response.status.code, milliseconds: milliseconds)
        context.logger.log(
            level: level, "request",
            metadata: [
                "method": .string(request.method.rawValue), "path": .string(path),
                "status": .stringConvertible(response.status.code),
                "milliseconds": .stringConvertible(milliseconds),
            ])
        return response
    }

    /// 404, 405 and the rest have bodies: a page for a browser, JSON for everything else.
    private func failure(_ error: any HTTPResponseError, _ request: Request) throws -> Response {
        var status = error.status
        var allow: String?
        if status == .notFound, let known = methods[request.uri.path] {
            status = .methodNotAllowed
            allow = known.map(\.rawValue).joined(separator: ", ")
        }
        var response: Response
        if request.headers[.accept]?.contains("text/html") == true {
            response = try pages.failure(status)
        } else {
            let code =
                switch status {
                case .internalServerError: "server_error"
                case .notFound: "not_found"
                default: "invalid_request"
                }
            let text = allow.map { "Use \($0)." } ?? status.reasonPhrase
            response = JSONAnswer(["error": .text(code), "error_description": .text(text)])
                .response(status: status)
        }
        if let allow { response.headers[.allow] = allow }
        return response
    }
}
