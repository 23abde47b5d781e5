# Starfray behind Varnish, which speaks no TLS itself: something that does stands in front, or nobody needs it. Start
#
#   varnishd -a :80 -f /etc/varnish/starfray.vcl
#   starfray serve --host 127.0.0.1 --port 8080 --trust-proxy loopback

vcl 4.1;

backend default {
    .host = "127.0.0.1";
    .port = "8080";
}

sub vcl_recv {
    # Set, not added to: what a client says of itself here must not count.
    set req.http.X-Forwarded-For = client.ip;
    if (req.url ~ "^/metrics($|\?)") {
        return (synth(404));
    }
    if (req.http.Upgrade ~ "(?i)websocket") {
        return (pipe);
    }
    # What is asked here changes all the time, or is kept by the browser.
    return (pass);
}

sub vcl_pipe {
    if (req.http.Upgrade) {
        set bereq.http.Upgrade = req.http.Upgrade;
        set bereq.http.Connection = req.http.Connection;
    }
}
