from django.urls import path

from kb import views

app_name = "kb"
article = {"kind": "article"}

urlpatterns = [
    path("search/", views.search_page, name="search"),
    path("search/wish/", views.wish, name="wish"),
    path("images/<str:name>", views.image, name="image"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("articles/<slug:slug>.md", views.source, article, name="article_source"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<slug:slug>/history/", views.history, article, name="article_history"),
    path("articles/<slug:slug>/history/<int:number>/", views.revision, article, name="article_revision"),
    path("articles/<slug:slug>/feedback/", views.feedback, article, name="article_feedback"),
]
