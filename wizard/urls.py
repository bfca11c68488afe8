from django.urls import path, register_converter

from kb import views as documents
from wizard import diagnosis_views, run_views, views


class TokenConverter:
    """The token of a run, as `wizard.runs` makes it."""

    regex = "[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TokenConverter, "token")

app_name = "wizard"
of_guide = {"kind": "guide"}

urlpatterns = [
    path("", views.guides, name="guides"),
    path("paste/", diagnosis_views.paste, name="paste"),
    path("run/deleted/", run_views.run_deleted, name="run_deleted"),
    path("run/<token:token>/", run_views.run, name="run"),
    path("run/<token:token>.txt", run_views.run_text, name="run_text"),
    path("run/<token:token>.json", run_views.run_json, name="run_json"),
    path("<slug:slug>.yaml", documents.source, of_guide, name="guide_source"),
    path("<slug:slug>.html", views.single_file, name="single_file"),
    path("<slug:slug>/", views.guide, name="guide"),
    path("<slug:slug>/map/", views.guide_map, name="guide_map"),
    path("<slug:slug>/all/", views.outline, name="outline"),
    path("<slug:slug>/history/", documents.history, of_guide, name="guide_history"),
    path("<slug:slug>/history/<int:number>/", documents.revision, of_guide, name="guide_revision"),
    path("<slug:slug>/feedback/", documents.feedback, of_guide, name="guide_feedback"),
    path("<slug:slug>/paste/", diagnosis_views.guide_paste, name="guide_paste"),
    path("<slug:slug>/at/<int:number>/", views.old_walk, name="old_walk"),
    path("<slug:slug>/at/<int:number>/<slug:key>/", views.old_walk, name="old_node"),
    path("<slug:slug>/save/", run_views.save, name="save"),
    path("<slug:slug>/draft/<int:number>/", views.draft_walk, name="draft_walk"),
    path("<slug:slug>/draft/<int:number>/<slug:key>/", views.draft_walk, name="draft_node"),
    path("<slug:slug>/<slug:key>/", views.walk, name="walk"),
]
