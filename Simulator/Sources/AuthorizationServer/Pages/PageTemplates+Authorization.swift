extension PageTemplates {
    /// Decline comes first, as on the confirmation page of a device.
    static let consent = """
        {{> head}}
        <h1>{{title}}</h1>
        <dl>
        <dt>{{text.confirmAccount}}</dt><dd>{{username}}</dd>
        <dt>{{text.consentDestination}}</dt><dd>{{destination}}</dd>
        </dl>
        {{#hasScopes}}
        <h2>{{text.consentAllows}}</h2>
        <ul class="scopes">{{#scopes}}<li>{{.}}</li>{{/scopes}}</ul>
        {{/hasScopes}}
        {{^hasScopes}}<p>{{text.consentNothing}}</p>{{/hasScopes}}
        <form class="decision" method="post" action="/oauth2/authorize">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <input type="hidden" name="query" value="{{query}}">
        <button class="decline" type="submit" name="decision" value="deny">\
        {{text.declineButton}}</button>
        <button class="primary" type="submit" name="decision" value="approve">\
        {{text.authorizeButton}}</button>
        </form>
        {{> foot}}
        """

    static let signOut = """
        {{> head}}
        <h1>{{title}}</h1>
        <dl><dt>{{text.confirmAccount}}</dt><dd>{{username}}</dd></dl>
        <form method="post" action="/logout">
        <input type="hidden" name="form_token" value="{{formToken}}">
        {{#client}}
        <input type="hidden" name="client_id" value="{{id}}">
        <input type="hidden" name="logout_uri" value="{{uri}}">
        {{/client}}
        <button class="primary" type="submit">{{text.signOut}}</button>
        </form>
        {{> foot}}
        """
}
