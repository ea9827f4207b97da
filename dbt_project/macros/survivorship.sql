{# The number that a criterion of survivorship_policy compares, from a candidate's measures; higher wins. #}
{% macro weight_by(criterion, candidate) -%}
    case {{ criterion }}
        when 'verified' then {{ candidate }}.verified
        when 'trust' then {{ candidate }}.by_trust
        when 'primary' then {{ candidate }}.by_primary
        when 'recency' then {{ candidate }}.recency
        when 'completeness' then {{ candidate }}.completeness
        when 'frequency' then {{ candidate }}.frequency
        when 'longest' then {{ candidate }}.longest
        when 'progress' then {{ candidate }}.progress
        when 'earliest' then {{ candidate }}.earliest
    end
{%- endmacro %}
