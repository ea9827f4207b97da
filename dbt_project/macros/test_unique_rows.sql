{# Combinations of `columns` that stand more than once; null is a value like any other. #}
{% test unique_rows(model, columns) %}
    select {{ columns | join(', ') }}
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}
